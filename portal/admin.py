"""What every admin of the portal shares, and the admin of the sources."""

from django import forms
from django.contrib import admin
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError
from django.db import models

from portal import revision
from portal.curation.admin import CuratedAdmin
from portal.curation.history_admin import HistoryAdmin, NoteForm
from portal.models import LoadedRecord, Source, SourceLine

admin.site.site_header = admin.site.site_title = "中国电子政务政策时间线 · 管理"
admin.site.index_title = "数据表"
admin.site.empty_value_display = "—"


class VersionedForm(NoteForm):
    """Carries the version that the curator opened, and refuses to save over a newer one."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            # The lock lasts until the save commits, so two savers come here in turn.
            revision.lock()
            stored = type(self.instance).objects.get(pk=self.instance.pk)
            if cleaned.get("opened_version") != stored.version:
                raise ValidationError(
                    "您打开这条记录之后，别人已经保存过它（现为第 %(version)s 版）。"
                    "您填写的内容还在下面，但没有保存；请另开窗口对照现在的内容，再重新修改。",
                    params={"version": stored.version},
                )
            self.instance.version = stored.version + 1
        return cleaned


class RecordAdmin(CuratedAdmin):
    """Policies, milestones and excerpts: wording, source lines, errata."""

    form = VersionedForm
    save_on_top = True
    list_per_page = 50

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= 100:
            kwargs["widget"] = widgets.AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="出处行", ordering="line_start")
    def lines(self, record):
        if record.line_start is None or record.line_start == record.line_end:
            return record.line_start
        return f"{record.line_start}—{record.line_end}"


class ErratumInline(admin.StackedInline):
    """Misprints of one record; `field` offers the printed fields of that record."""

    extra = 0
    fields = [("kind", "field"), "printed", "reading", "reason"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            choices = list(self.model.FIELDS.items())
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        if db_field.name in ("printed", "reading", "reason"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 60})
            kwargs["strip"] = db_field.name == "reason"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Source)
class SourceAdmin(HistoryAdmin):
    form = VersionedForm
    list_display = ["short_title", "title", "publisher"]
    search_fields = ["title", "short_title", "publisher", "slug"]


@admin.register(SourceLine)
class SourceLineAdmin(admin.ModelAdmin):
    list_display = ["source", "number", "text"]
    list_display_links = ["number"]
    list_filter = ["source"]
    list_select_related = ["source"]
    search_fields = ["text"]
    autocomplete_fields = ["source"]


@admin.register(LoadedRecord)
class LoadedRecordAdmin(admin.ModelAdmin):
    """Kept by the loader; looked at, never edited."""

    list_display = ["model", "key", "digest"]
    list_filter = ["model"]
    search_fields = ["key"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
