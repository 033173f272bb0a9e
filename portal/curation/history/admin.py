"""The history of a record in the admin: who changed what and why; restoring a version."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME as CHOSEN
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponseRedirect

from portal.changes.recording import together
from portal.curation.editing import seen
from portal.curation.editing.form_values import NOTE
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.history.versions import Version, restore, versions
from portal.curation.pages_admin import PagesAdmin
from portal.models.base import RecordTable

PER_PAGE = 20


class HistoryAdmin(ReferringAdmin, PagesAdmin):
    formfield_overrides = {models.TextField: {"widget": LinesWidget}}

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != NOTE]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, ("历史", {"fields": [NOTE]})]

    def response_action(self, request, queryset):
        """Before any list action: names the chosen records that have been deleted meanwhile."""
        chosen = {int(key) for key in request.POST.getlist(CHOSEN) if key.isdecimal()}
        there = set(self.get_queryset(request).filter(pk__in=chosen).values_list("pk", flat=True))
        if gone := chosen - there:
            names = [seen.deleted_name(self.opts.label_lower, str(key)) for key in sorted(gone)]
            named = "、".join(f"“{name}”" for name in names)
            message = f"所选的 {len(chosen)} 条里有 {len(gone)} 条已不存在，没有处理：{named}。"
            self.message_user(request, message, messages.WARNING)
        return super().response_action(request, queryset)

    def pages(self):
        route = "<path:object_id>/history/<int:number>/restore/"
        return {"restore": (route, self.restore_view)} | super().pages()

    def history_view(self, request, object_id, extra_context=None):
        record = self._record(request, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        found = versions(record)
        # A version's number is the number of versions before it, which never changes.
        mergers = (extra_context or {}).get("mergers", {})
        numbered = [
            (len(found) - at, version, mergers.get(version.change_set.pk))
            for at, version in enumerate(found)
        ]
        return self.page(
            request,
            "history/history",
            f"历史：{record}",
            object=record,
            page=Paginator(numbered, PER_PAGE).get_page(request.GET.get("p")),
            newest=len(found),
            may_restore=self.has_change_permission(request, record),
        )

    def restore_view(self, request, object_id, number):
        record = self._record(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        found = versions(record)[::-1]
        if not 1 <= number <= len(found) or not found[number - 1].is_there:
            raise Http404(number)
        back = self.address("history", record.pk)
        changes = []
        if request.method == "POST":
            try:
                self._restore(request, record, found[number - 1])
                return HttpResponseRedirect(back)
            except seen.UnseenError as error:
                changes = error.changes
                record.refresh_from_db()
        return self.page(
            request,
            "history/restore",
            "恢复：请确认",
            status=409 if changes else 200,
            object=record,
            version=found[number - 1],
            back=back,
            seen=seen.note([record]),
            changes=changes,
        )

    def _restore(self, request, record: RecordTable, version: Version) -> None:
        with self.showing_errors(request, ValidationError, prefix="没有恢复："):
            with together():  # takes the lock before reading
                record.refresh_from_db()
                seen.expect(request.POST.get(seen.SEEN, ""), [record])
                restored = restore(record, version)
            self.log_change(request, restored, "恢复以前的内容")
            self.message_user(request, f"“{restored}”已恢复。", messages.SUCCESS)

    def _record(self, request, object_id) -> RecordTable:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(object_id)
        return record
