"""Inlines of policies and milestones: bodies, citations, relations and errata."""

from django.contrib import admin

from policies.models import (
    MilestoneCitation,
    MilestoneErratum,
    MilestoneIssuance,
    MilestoneRelation,
    PolicyCitation,
    PolicyErratum,
    PolicyIssuance,
    PolicyRelation,
)
from portal.admin import CitationInline, ErratumInline, LabelledFormSet, PartsFormSet
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.workflow.transitions import may_edit


class IssuanceInline(ReferringAdmin, admin.TabularInline):
    extra = 0
    formset = LabelledFormSet
    verbose_name_plural = "发布主体逐行（角色、推定、依据）"
    classes = ["collapse"]  # for most entries the box of bodies is enough
    autocomplete_fields = ["body"]
    readonly_fields = ["is_stated"]

    def get_fields(self, request, obj=None):
        may = obj is None or may_edit(request.user, obj)
        return ["position", "body", "role", "stated" if may else "is_stated", "basis", "others"]

    @admin.display(description="来源明说")
    def is_stated(self, issuance):
        return "是" if issuance.stated else "否"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "basis":
            kwargs["widget"] = LinesWidget(attrs={"rows": 3, "cols": 19, "class": ""})
        if db_field.name == "others":
            kwargs["widget"] = admin.widgets.AdminTextInputWidget(attrs={"size": 8, "class": ""})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PolicyIssuanceInline(IssuanceInline):
    model = PolicyIssuance


class MilestoneIssuanceInline(IssuanceInline):
    model = MilestoneIssuance


class PolicyCitationInline(CitationInline):
    model = PolicyCitation


class MilestoneCitationInline(CitationInline):
    model = MilestoneCitation


class RelationInline(ReferringAdmin, admin.StackedInline):
    """What a source says of this record and others; kept with the record that does it."""

    extra = 0
    formset = PartsFormSet
    fields = ["kind", ("policy", "milestone"), ("source", "place"), "url", "quote"]
    autocomplete_fields = ["policy", "milestone", "source"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "quote":
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 60, "class": ""})
        if db_field.name == "url":
            kwargs["widget"] = admin.widgets.AdminTextInputWidget(
                attrs={"class": "vLargeTextField"}
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PolicyRelationInline(RelationInline):
    model = PolicyRelation
    fk_name = "record"


class MilestoneRelationInline(RelationInline):
    model = MilestoneRelation
    fk_name = "record"


class PolicyErratumInline(ErratumInline):
    model = PolicyErratum


class MilestoneErratumInline(ErratumInline):
    model = MilestoneErratum
