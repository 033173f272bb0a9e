"""What the portal keeps of its own work, in the admin."""

from django.apps import apps
from django.contrib import admin


class KeptAdmin(admin.ModelAdmin):
    """Looked at, never edited there."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChangesAdmin(KeptAdmin):
    """Of changes to records of the table that their `table` names."""

    list_display_links = None
    list_select_related = ["user"]

    @admin.display(description="数据表", ordering="table")
    def named_table(self, change):
        return apps.get_model(change.table)._meta.verbose_name
