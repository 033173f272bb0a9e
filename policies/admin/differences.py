"""Admin of the rulings on differences between sources."""

from django.contrib import admin

from policies.admin.resources import DifferenceResource
from policies.admin.rulings import DifferenceForm
from policies.models import Difference
from portal.curation.editing.versioned_admin import VersionedAdmin
from portal.curation.importing.admin import SpreadsheetAdmin


@admin.register(Difference)
class DifferenceAdmin(SpreadsheetAdmin, VersionedAdmin):
    form = DifferenceForm
    resource_class = DifferenceResource
    radio_fields = {"prefers": admin.VERTICAL}
    spreadsheet_fields = (
        *("policy", "milestone", "field", "policy_passage", "milestone_passage"),
        *("prefers", "adopted", "rejected", "reason"),
    )
    list_display = ["document", "field", "policy_says", "milestone_says", "cited", "prefers"]
    list_filter = ["field", "prefers"]
    list_select_related = ["policy", "milestone"]
    search_fields = [
        *("policy__title", "milestone__title"),
        *("policy_passage", "milestone_passage", "adopted", "rejected", "reason"),
    ]
    autocomplete_fields = ["policy", "milestone"]
    readonly_fields = ["says"]

    def get_fieldsets(self, request, obj=None):
        """The passages are folded away where the sources differ in something else."""
        says = ["says"] if obj else []  # the choice of a new ruling shows both
        is_passage = obj and obj.field == Difference.Field.PASSAGE
        passages = {"fields": ["policy_passage", "milestone_passage"]}
        return [
            (None, {"fields": ["policy", "milestone", "field", *says, "opened_version"]}),
            ("裁定", {"fields": ["prefers", "reason"]}),
            ("语句归属", passages | {"classes": [] if is_passage else ["collapse"]}),
        ]

    @admin.display(description="文件", ordering="policy")
    def document(self, difference):
        return str(difference.entries[0])

    @admin.display(description="引文作")
    def cited(self, difference):
        return "；".join([*filter(None, [difference.adopted]), *difference.rejected.splitlines()])

    @admin.display(description="国家政策表作")
    def policy_says(self, difference):
        return difference.policy_says

    @admin.display(description="大事记作")
    def milestone_says(self, difference):
        return difference.milestone_says

    @admin.display(description="各来源所说")
    def says(self, difference):
        """The values of the stored records, and those of quoted words when it was ruled."""
        said = {
            "国家政策表": difference.policy_says,
            "大事记": difference.milestone_says,
            "出处的引文": self.cited(difference),
        }
        return "；".join(f"{who}：{what}" for who, what in said.items() if what)
