"""Read-only admin pages for tables that the portal itself writes."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nothing can be added, changed or deleted."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChangesAdmin(ReadOnlyAdmin):
    """Rows about changes; their `table` is the label of the changed records' model."""

    list_display_links = None
    list_select_related = ["user", "change_set__reverted_by"]

    @admin.display(description="数据表", ordering="table")
    def named_table(self, change):
        return change.model._meta.verbose_name

    @admin.display(description="撤销时间", ordering="change_set__reverted_by__moment")
    def undone(self, change):
        return change.undone
