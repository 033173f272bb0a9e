"""Admin base classes for all record types, and the admin of sources and accounts."""

from django.contrib import admin
from django.contrib.admin import widgets
from django.contrib.auth.models import Group, User
from django.core.paginator import Paginator
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpResponseRedirect

from portal.curation.accounts.admin import AccountAdmin, AccountGroupAdmin
from portal.curation.archiving.admin import ArchivingAdmin, CopyInline
from portal.curation.editing.admin import CuratedAdmin
from portal.curation.editing.forms import VersionedForm
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.editing.short_titles import short_title_of
from portal.curation.editing.slugged_form import SluggedForm
from portal.curation.editing.versioned_admin import VersionedAdmin
from portal.curation.importing.admin import SpreadsheetAdmin
from portal.curation.pages_admin import admin_address
from portal.curation.read_only_admin import ReadOnlyAdmin
from portal.curation.workflow.transitions import CHANGE, is_allowed, may_edit
from portal.models import LoadedRecord, Source, SourceLine
from portal.models.base import parts_of
from portal.models.curated import State
from portal.models.evidence import cited


class KeysFirst(Paginator):
    """Reads a page's keys from the index alone, and then only that page's records."""

    def page(self, number):
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        keys = self.object_list.values_list("pk", flat=True)[bottom : bottom + self.per_page]
        return self._get_page(self.object_list.filter(pk__in=list(keys)), number, self)


class RecordAdmin(SpreadsheetAdmin, CuratedAdmin):
    """Policies, milestones and excerpts: wording, citations, errata."""

    save_on_top = True
    list_per_page = 50

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= 100:
            kwargs["widget"] = widgets.AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_deleted_objects(self, objs, request):
        """Lets errata be deleted with their record, although nobody may delete them alone."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        parts = {part._meta.verbose_name for part in parts_of(self.model)}
        return shown, counts, needed - parts, protected

    def get_queryset(self, request):
        citations = self.model._meta.get_field("citations").related_model
        told = cited.cited(citations.objects.all(), "source__short_title", "place")
        return super().get_queryset(request).annotate(told=told)

    @admin.display(description="出处")
    def cited(self, record):
        """The first citation, and how many more there are."""
        rows = cited.rows(record.told)
        if not rows:
            return None
        first = " ".join(filter(None, rows[0]))
        return f"{first} 等 {len(rows)} 处" if len(rows) > 1 else first


class PartsFormSet(BaseInlineFormSet):
    """Names the value that two rows share where it must be unique."""

    def get_unique_error_message(self, unique_check):
        names = [name for name in unique_check if name != self.fk.name]
        rows = [
            tuple(str(form.cleaned_data.get(name)) for name in names)
            for form in self.forms
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
        ]
        twice = next((row for row in rows if rows.count(row) > 1), rows[0])
        columns = [self.model._meta.get_field(name) for name in names]
        values = "、".join(
            f"{column.verbose_name}“{dict(column.flatchoices or ()).get(value, value)}”"
            for column, value in zip(columns, twice, strict=True)
        )
        return f"{values}写了不止一次：请合为一行，或删去一行。"

    def get_form_error(self):
        return "与上面的一行重复。"


class LabelledFormSet(PartsFormSet):
    """Labels each control of a row, because the column headers are not labels in HTML."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label:
                # A foreign key's widget is wrapped in one that adds links to its record.
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs.setdefault("aria-label", field.label)


class CitationInline(ReferringAdmin, admin.StackedInline):
    """What one record rests on."""

    extra = 0
    formset = PartsFormSet
    autocomplete_fields = ["source"]
    readonly_fields = ["supported"]

    def get_fields(self, request, obj=None):
        may = obj is None or may_edit(request.user, obj)
        supports = "supports" if may else "supported"
        return [("source", "place"), "url", "quote", supports, "position"]

    @admin.display(description="支持的陈述")
    def supported(self, citation):
        return self.model._meta.get_field("supports").labels(citation.supports)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "quote":
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 60, "class": ""})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ErratumInline(admin.StackedInline):
    """Misprints of one record."""

    extra = 0
    formset = PartsFormSet
    fields = [("kind", "field"), "printed", "reading", "reason"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("printed", "reading", "reason"):
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 60, "class": ""})
            kwargs["strip"] = db_field.name == "reason"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        """On a draft, whoever may edit the record may remove its errata as well."""
        entered = obj is not None and obj.state == State.DRAFT and may_edit(request.user, obj)
        return entered or super().has_delete_permission(request, obj)


class ErratumAdmin(ReadOnlyAdmin, SpreadsheetAdmin, CuratedAdmin):
    """An erratum has its own state; its content is edited with its record."""

    form = ModelForm
    spreadsheet_fields = ("record", "field", "kind", "printed", "reading", "reason")
    list_display = ["record", "printed", "reading", "kind"]
    list_display_links = ["printed"]
    list_filter = ["kind"]
    list_select_related = ["record"]
    search_fields = ["printed", "reading", "reason"]

    def preview(self, request, key):
        """Shows the page of its record."""
        record = self.model.objects.select_related("record").get(pk=key).record
        return HttpResponseRedirect(admin_address(type(record), "preview", record.pk))

    def has_import_permission(self, request):
        return is_allowed(request.user, self.model, CHANGE)


class SourceForm(SluggedForm, VersionedForm):
    slug_source = "title"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "short_title" in self.fields:
            self.fields["short_title"].required = False
            self.fields["short_title"].help_text = "用于列表和表格；留空则取题名的开头。"

    def clean(self):
        cleaned = super().clean()
        if "short_title" in self.fields and not cleaned.get("short_title") and cleaned.get("title"):
            cleaned["short_title"] = short_title_of(cleaned["title"])
        return cleaned


@admin.register(Source)
class SourceAdmin(ArchivingAdmin, SpreadsheetAdmin, CuratedAdmin):
    form = SourceForm
    inlines = [CopyInline]
    spreadsheet_fields = (
        *("title", "short_title", "slug", "kind", "publisher", "published_on", "url"),
        *("looked_at", "language", "rights", "part", "note"),
    )
    fields = [*spreadsheet_fields, "opened_version"]
    list_display = ["short_title", "title", "kind", "publisher"]
    list_filter = ["kind"]
    search_fields = ["title", "short_title", "publisher", "slug"]


@admin.register(SourceLine)
class SourceLineAdmin(SpreadsheetAdmin, VersionedAdmin):
    spreadsheet_fields = ("source", "number", "text")
    list_display = ["source", "number", "text"]
    list_display_links = ["number"]
    list_filter = ["source"]
    list_select_related = ["source"]
    search_fields = ["text"]
    autocomplete_fields = ["source"]


@admin.register(LoadedRecord)
class LoadedRecordAdmin(ReadOnlyAdmin):
    """The loader's notes, read only."""

    list_display = ["model", "key", "digest"]
    list_filter = ["model"]
    search_fields = ["key"]


# Replaced because Django's own show permissions and groups in English.
admin.site.unregister([Group, User])
admin.site.register(Group, AccountGroupAdmin)
admin.site.register(User, AccountAdmin)
