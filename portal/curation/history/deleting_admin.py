"""Deletion in the admin: checks that nothing has changed since it was shown; brings back."""

from contextlib import nullcontext

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from portal.changes.recording import together, turns
from portal.curation.editing import seen
from portal.curation.history.admin import PER_PAGE, HistoryAdmin
from portal.curation.history.deleted import bring_back, deletions, merged
from portal.curation.history.differences import DifferenceTexts
from portal.curation.history.versions import from_history, name_of, versions

STEP = 200  # records that are deleted at once
TEMPLATE = "admin/curation/history/delete.html"


@admin.action(permissions=["delete"], description="删除所选的记录")
def delete_selected(modeladmin, request, queryset):
    """Like Django's action, but asks again if something has changed since it was shown.

    Showing the page needs no lock.
    """
    changes = []
    if "post" in request.POST:
        _, _, needed, protected = modeladmin.get_deleted_objects(queryset, request)
        if needed:
            raise PermissionDenied
        try:
            if not protected:
                return modeladmin.delete_all(request, queryset)
        except seen.UnseenError as error:
            changes, request.POST = error.changes, QueryDict()
    response = actions.delete_selected(modeladmin, request, queryset)
    return response and _asking(response, queryset, changes)


class DeletingAdmin(HistoryAdmin):
    delete_confirmation_template = delete_selected_confirmation_template = TEMPLATE
    actions = [delete_selected]

    def pages(self):
        own = {
            "deleted": ("deleted/", self.deleted_view),
            "bring_back": ("deleted/<int:number>/", self.bring_back_view),
        }
        return own | super().pages()

    def changelist_view(self, request, extra_context=None):
        more = {"may_bring_back": self.has_delete_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))

    def deleted_view(self, request):
        if not self.has_delete_permission(request):
            raise PermissionDenied
        page = Paginator(deletions(self.model), PER_PAGE).get_page(request.GET.get("p"))
        return self.page(
            request,
            "history/deleted",
            f"已删除的{self.opts.verbose_name_plural}",
            page=page,
            rows=[(row, name_of(from_history(row))) for row in page],
        )

    def bring_back_view(self, request, number):
        """`number` is the primary key of the deletion's history row."""
        row = deletions(self.model).filter(history_id=number).first()
        record = row and from_history(row)
        if not self.has_delete_permission(request, record):
            raise PermissionDenied
        if row is None:
            self.message_user(request, "这条记录已经恢复，或没有删除过。", messages.ERROR)
            return self.redirect("deleted")
        if request.method == "POST":
            with self.showing_errors(request, ValidationError, prefix="没有恢复："):
                return self._bring_back(request, row)
            return HttpResponseRedirect(request.path)
        state = next((one.state for one in versions(record) if one.is_there), {})
        return self.page(
            request,
            "history/bring_back",
            "恢复：请确认",
            row=row,
            name=name_of(record),
            back=self.address("deleted"),
            merger=merged(self.model, record.pk),
            contents=DifferenceTexts(self.model, [state]).differences({}, state),
        )

    def _bring_back(self, request, row) -> HttpResponseRedirect:
        record, left = bring_back(row)
        self.log_change(request, record, "恢复已删除的记录")
        self.message_user(request, f"“{record}”已恢复。", messages.SUCCESS)
        for one in left:
            message = f"{one._meta.verbose_name}“{name_of(one)}”没有恢复：它涉及的另一条已经删除。"
            self.message_user(request, message, messages.WARNING)
        return self.redirect("history", record.pk)

    def delete_all(self, request, queryset) -> None:
        """Delete in batches, each under the lock; raises UnseenError at a changed record."""
        records, number = list(queryset), 0
        seen.expect(request.POST.get(seen.SEEN, ""), records)
        try:
            for part in turns(records, STEP):
                noted = seen.note(part)
                with together():
                    stored = self.model.objects.filter(pk__in=[record.pk for record in part])
                    seen.expect(noted, stored)
                    stored.delete()
                self.log_deletions(request, part)
                number += len(part)
        finally:
            if number:
                message = f"已删除 {number} 条{self.opts.verbose_name}。"
                self.message_user(request, message, messages.SUCCESS)

    def delete_view(self, request, object_id, extra_context=None):
        # Showing the page needs no lock.
        with together() if request.method == "POST" else nullcontext():
            record = self.get_object(request, unquote(object_id))
            records = [record] if record else []
            changes = []
            try:
                if "post" in request.POST:
                    seen.expect(request.POST.get(seen.SEEN, ""), records)
            except seen.UnseenError as error:
                changes, request.POST = error.changes, QueryDict()  # which shows the page again
            response = super().delete_view(request, object_id, extra_context)
        asks = isinstance(response, TemplateResponse)
        return _asking(response, records, changes) if asks else response


def _asking(response, records, changes: list[seen.Change]):
    response.context_data |= {"seen": seen.note(records), "changes": changes}
    response.status_code = 409 if changes else response.status_code
    return response
