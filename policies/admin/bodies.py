"""Admin of issuing bodies."""

from django.contrib import admin

from policies.admin.resources import BodyResource
from policies.models import Body, BodyAlias, BodyPeriod
from portal.admin import LabelledFormSet
from portal.curation.editing.admin import CuratedAdmin
from portal.curation.editing.forms import VersionedForm
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.editing.slugged_form import SluggedForm
from portal.curation.importing.admin import SpreadsheetAdmin
from portal.curation.merging.admin import MergingAdmin, merge_two


class BodyForm(SluggedForm, VersionedForm):
    slug_source = "name"


class BodyAliasInline(admin.TabularInline):
    model = BodyAlias
    formset = LabelledFormSet
    extra = 0


class BodyPeriodInline(ReferringAdmin, admin.TabularInline):
    model = BodyPeriod
    formset = LabelledFormSet
    fk_name = "body"
    fields = ["until", "official_name", "parent", "note"]
    autocomplete_fields = ["parent"]
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "note":
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 40, "class": ""})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Body)
class BodyAdmin(MergingAdmin, SpreadsheetAdmin, CuratedAdmin):
    resource_class = BodyResource
    spreadsheet_fields = ("slug", "name", "official_name", "kind", "parent", "aliases", "note")
    actions = [*CuratedAdmin.actions, merge_two]
    form = BodyForm
    list_display = ["name", "official_name", "kind", "parent", "slug"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "official_name", "aliases__name", "pinyin", "slug"]
    autocomplete_fields = ["parent"]
    fields = ["name", "official_name", "slug", "kind", "parent", "note", "opened_version"]
    inlines = [BodyAliasInline, BodyPeriodInline]
