"""Inlines of policies and milestones: bodies, citations, relations and errata."""

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

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
from policies.models.status_evidence import unsupported
from portal.admin import CitationInline, ErratumInline, LabelledFormSet, PartsFormSet
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.workflow.transitions import may_edit
from portal.models import Citation, Source


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


class EvidenceFormSet(PartsFormSet):
    """Refuses a status that neither a citation of the form nor another record supports.

    The error stands beside the status, in the form of the record.
    """

    is_supported = True

    def clean(self):
        super().clean()
        for _, sentence in unsupported([self.instance], self._rows()):
            self.is_supported = False
            self.instance.edited_in.add_error("status", sentence)

    def is_valid(self):
        return super().is_valid() and self.is_supported

    def _rows(self) -> Iterator[Citation]:
        """The citations that the record will have."""
        for form in self.forms:
            is_entered = form in self.initial_forms or form.has_changed()
            if is_entered and not self._should_delete_form(form):
                form.instance.record = self.instance
                yield form.instance


class PolicyCitationInline(CitationInline):
    model = PolicyCitation
    formset = EvidenceFormSet


class MilestoneCitationInline(CitationInline):
    formset = EvidenceFormSet
    model = MilestoneCitation


class RelationFormSet(PartsFormSet):
    """A row without a source rests on the new source that is typed in the record's form."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["source"].required = False

    def clean(self):
        super().clean()
        new = self.instance.edited_in.typed_source
        for form in self.forms:
            is_left_out = form.has_changed() and not self._should_delete_form(form)
            if is_left_out and not form.errors and form.instance.source_id is None:
                self._rest_on(form, new)

    def _rest_on(self, form: ModelForm, new: Source | None) -> None:
        if new is None:
            form.add_error("source", "请选择来源，或在上面写一个新来源。")
            return
        form.instance.source = new
        try:
            form.instance.clean_place()
        except ValidationError as error:
            form.add_error(None, error)


class RelationInline(ReferringAdmin, admin.StackedInline):
    """What a source says of this record and others; kept with the record that does it."""

    extra = 0
    formset = RelationFormSet
    fields = ["kind", ("policy", "milestone"), ("source", "place"), "url", "quote"]
    autocomplete_fields = ["policy", "milestone", "source"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "quote":
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 60, "class": ""})
        if db_field.name == "source":
            kwargs["help_text"] = "空白即上面的新来源。"
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
