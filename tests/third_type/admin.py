from django.contrib import admin

from portal.admin import RecordAdmin
from tests.third_type.models import ProvincialDocument


@admin.register(ProvincialDocument)
class ProvincialDocumentAdmin(RecordAdmin):
    spreadsheet_fields = ("slug", "title", "level", "wording", "citations")
    list_display = ["title", "level", "cited"]
    list_filter = ["level"]
    search_fields = ["title", "wording"]
    fields = ["title", "slug", "level", "wording", "opened_version"]
