"""Admin of units and excerpts."""

from django.contrib import admin

from portal.admin import CitationInline, ErratumAdmin, ErratumInline, RecordAdmin
from portal.curation.editing.forms import VersionedForm
from portal.curation.editing.versioned_admin import VersionedAdmin
from portal.curation.importing.admin import SpreadsheetAdmin
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum, Unit
from provinces.pages.views import preview_excerpt
from provinces.questions import about
from provinces.spreadsheets import ExcerptErratumResource, ExcerptResource


@admin.register(Unit)
class UnitAdmin(SpreadsheetAdmin, VersionedAdmin):
    spreadsheet_fields = ("slug", "code", "name", "short_name", "region")
    list_display = ["name", "short_name", "code", "region", "slug"]
    list_filter = ["region"]
    search_fields = ["name", "short_name", "slug"]


class ExcerptCitationInline(CitationInline):
    model = ExcerptCitation


class ExcerptErratumInline(ErratumInline):
    model = ExcerptErratum


class ExcerptForm(VersionedForm):
    def ask(self):
        stored = Excerpt.objects.filter(pk=self.instance.pk).first()
        [asked] = about([(self.instance, stored)])
        return asked


@admin.register(Excerpt)
class ExcerptAdmin(RecordAdmin):
    form = ExcerptForm
    resource_class = ExcerptResource
    spreadsheet_fields = (
        *("unit", "plan_title", "plan_date", "unit_text", "wording"),
        *("source", "citations"),
    )
    preview = staticmethod(preview_excerpt)
    list_display = ["unit", "plan", "wording", "source", "cited"]
    list_filter = ["unit__region", "source"]
    list_select_related = ["unit", "source"]
    search_fields = ["unit__name", "plan_title", "wording"]
    autocomplete_fields = ["unit", "source"]
    inlines = [ExcerptCitationInline, ExcerptErratumInline]
    fieldsets = [
        (None, {"fields": ["unit", "source", "plan_title", "plan_date", "opened_version"]}),
        ("来源原样", {"fields": ["unit_text", "wording"]}),
    ]

    @admin.display(description="规划", ordering="plan_date", empty_value="—")
    def plan(self, excerpt):
        return "，".join(str(one) for one in (excerpt.plan_title, excerpt.date) if one)


@admin.register(ExcerptErratum)
class ExcerptErratumAdmin(ErratumAdmin):
    resource_class = ExcerptErratumResource
    list_select_related = ["record__unit"]  # for the excerpt's name
