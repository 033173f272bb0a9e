"""Deletion in the admin, of one record or of many: what is deleted is what was shown."""

from django.contrib import admin
from django.contrib.admin import actions
from django.contrib.admin.utils import unquote
from django.http import QueryDict

from portal.curation import seen
from portal.curation.history_admin import HistoryAdmin
from portal.listings.keeping import together

TEMPLATE = "admin/curation/delete.html"


@admin.action(permissions=["delete"], description="删除所选的记录")
def delete_selected(modeladmin, request, queryset):
    """Django's own, but that it asks again where something has changed since it was shown."""
    with together():  # it locks: nobody changes a record between the look at it and its end
        changes = modeladmin.unseen(request, queryset)
        response = actions.delete_selected(modeladmin, request, queryset)
    return response and _asking(response, queryset, changes)


class DeletingAdmin(HistoryAdmin):
    delete_confirmation_template = delete_selected_confirmation_template = TEMPLATE

    def get_actions(self, request):
        offered = super().get_actions(request)
        if "delete_selected" in offered:
            offered["delete_selected"] = self.get_action(delete_selected)
        return offered

    def delete_view(self, request, object_id, extra_context=None):
        with together():
            record = self.get_object(request, unquote(object_id))
            records = [record] if record else []
            changes = self.unseen(request, records)
            response = super().delete_view(request, object_id, extra_context)
        asks = getattr(response, "context_data", None)
        return _asking(response, records, changes) if asks else response

    def unseen(self, request, records) -> list[seen.Change]:
        """What has changed; the answer is then taken for none, and the page is shown again."""
        if "post" not in request.POST:
            return []
        changes = seen.changes_since(request.POST.get(seen.SEEN, ""), records)
        if changes:
            request.POST = QueryDict()
        return changes


def _asking(response, records, changes: list[seen.Change]):
    response.context_data |= {"seen": seen.note(records), "changes": changes}
    response.status_code = 409 if changes else response.status_code
    return response
