"""Admin of units and excerpts."""

from django.contrib import admin

from portal.admin import ErratumAdmin, ErratumInline, RecordAdmin
from portal.curation.editing.versioned_admin import VersionedAdmin
from portal.curation.importing.admin import SpreadsheetAdmin
from provinces.models import Excerpt, ExcerptErratum, Unit
from provinces.views import preview_excerpt


@admin.register(Unit)
class UnitAdmin(SpreadsheetAdmin, VersionedAdmin):
    spreadsheet_fields = ("slug", "code", "name", "short_name", "region")
    list_display = ["name", "short_name", "code", "region", "slug"]
    list_filter = ["region"]
    search_fields = ["name", "short_name", "slug"]


class ExcerptErratumInline(ErratumInline):
    model = ExcerptErratum


@admin.register(Excerpt)
class ExcerptAdmin(RecordAdmin):
    spreadsheet_fields = ("unit", "unit_text", "wording", "source", "line_start", "line_end")
    preview = staticmethod(preview_excerpt)
    list_display = ["unit", "wording", "source", "lines"]
    list_filter = ["unit__region", "source"]
    list_select_related = ["unit", "source"]
    search_fields = ["unit__name", "wording"]
    autocomplete_fields = ["unit", "source"]
    inlines = [ExcerptErratumInline]
    fieldsets = [
        (None, {"fields": ["unit", "opened_version"]}),
        ("来源原样", {"fields": ["unit_text", "wording"]}),
        ("出处", {"fields": ["source", ("line_start", "line_end")]}),
    ]


@admin.register(ExcerptErratum)
class ExcerptErratumAdmin(ErratumAdmin):
    list_select_related = ["record__unit"]  # for the excerpt's name
