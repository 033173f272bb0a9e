"""Merging two records in the admin: shows both, and what will happen to them."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.html import format_html

from portal.curation.editing import seen
from portal.curation.editing.bad_requests import is_key
from portal.curation.history.differences import DifferenceTexts
from portal.curation.history.revert import RevertError, undo
from portal.curation.history.versions import rows_before, values_of
from portal.curation.merging.merge import Merged, MergeError, merging, rehearse
from portal.curation.pages_admin import PagesAdmin, admin_address
from portal.curation.read_only_admin import ChangesAdmin
from portal.models import Merger
from portal.models.base import RecordTable


@admin.action(permissions=["merge"], description="合并所选的两条记录")
def merge_two(modeladmin, request, queryset):
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
    if len(keys) != 2:
        modeladmin.message_user(request, "请恰好选择两条记录，再合并。", messages.ERROR)
        return None
    return modeladmin.redirect("merge", *keys)


class MergingAdmin(PagesAdmin):
    """Subclasses have `merge_two` among their actions."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def _may_delete(self, request, *records: RecordTable) -> bool:
        """Whether the user may delete both records, considering their states."""
        return all(self.has_delete_permission(request, record) for record in records)

    def _may_unmerge(self, request, merger: Merger) -> bool:
        """Whether the user might merge the two records as they were before."""
        before = rows_before(self.model, [merger.kept, merger.gone], merger.change_set_id)
        return self._may_delete(request, *before.values())

    def pages(self):
        own = {
            "merge": ("<int:kept>/merge/<int:gone>/", self.merge_view),
            "part": ("merge/<int:number>/undo/", self.part_view),
        }
        return own | super().pages()

    def merge_view(self, request, kept, gone):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        found = self.model.objects.in_bulk([kept, gone])
        if len(found) < 2:
            self.message_user(request, "所选的记录有的已不存在，或是同一条。", messages.ERROR)
            return self.redirect("changelist")
        kept, gone = found[kept], found[gone]
        if not self._may_delete(request, kept, gone):
            raise PermissionDenied
        changes = []
        if request.method == "POST":
            try:
                with self.showing_errors(request, MergeError):
                    return self._merge(request, kept, gone)
            except seen.UnseenError as error:
                changes = error.changes
        return self._merge_page(request, kept, gone, changes)

    def _merge(self, request, kept: RecordTable, gone: RecordTable) -> HttpResponse:
        def look(merged: Merged) -> None:
            seen.expect(request.POST.get(seen.SEEN, ""), _shown(kept, gone, merged))

        def tell(merger: Merger) -> str:
            self.log_change(request, kept, f"合并：{merger}")
            return f"已合并：{merger}。"

        steps = merging(kept, gone, request.user, look)
        number, errors = next(steps), (MergeError, seen.UnseenError)
        back = self.address("history", kept.pk)
        return self.watch(request, "合并", 0, number, steps, tell, errors, back)

    def _merge_page(
        self, request, kept: RecordTable, gone: RecordTable, changes: list[seen.Change]
    ) -> TemplateResponse:
        states = [{(): values_of(self.model, one)} for one in (kept, gone)]
        context = {
            "kept": kept,
            "gone": gone,
            "differences": list(DifferenceTexts(self.model, states).differences(*states)),
            "changes": changes,
            "swapped": self.address("merge", gone.pk, kept.pk),
        }
        try:
            merged = rehearse(kept, gone)
        except MergeError as error:
            context["refusal"] = str(error)
        else:
            context["seen"] = seen.note(_shown(kept, gone, merged))
            context["moved"] = [_summary(row) for row in merged.moved]
            context["lost"] = [_summary(row) for row in merged.lost]
        status = 409 if changes else 200
        return self.page(request, "merge", "合并：请核对", status=status, **context)

    def part_view(self, request, number):
        merger = get_object_or_404(Merger, pk=number, table=self.opts.label_lower)
        if not self.has_merge_permission(request) or not self._may_unmerge(request, merger):
            raise PermissionDenied
        if request.method == "POST":
            with self.showing_errors(request, RevertError):
                undo(merger)
                self.message_user(request, f"已撤销合并：{merger}。", messages.SUCCESS)
        return self.redirect("history", merger.kept)

    def history_view(self, request, object_id, extra_context=None):
        mergers = Merger.objects.filter(table=self.opts.label_lower, change_set__reverted_by=None)
        if self.has_merge_permission(request) and is_key(unquote(object_id)):
            found = mergers.filter(kept=unquote(object_id))
            found = {one.change_set_id: one for one in found if self._may_unmerge(request, one)}
            extra_context = {"mergers": found} | (extra_context or {})
        return super().history_view(request, object_id, extra_context)


def _shown(kept: RecordTable, gone: RecordTable, merged: Merged) -> list[RecordTable]:
    """All rows on the page: both records, and the rows that are moved or deleted."""
    return [kept, gone, *merged.moved, *merged.lost]


def _summary(row: RecordTable) -> str:
    """大事记条目发布主体 · 首届数字中国建设峰会：国务院（主办）."""
    owner = f" · {getattr(row, row.part_of)}" if row.part_of else ""
    return f"{row._meta.verbose_name}{owner}：{row}"


@admin.register(Merger)
class MergerAdmin(ChangesAdmin):
    """Mergers are undone on the history page of the kept record."""

    list_display = ["named", "named_table", "user", "moment", "undone"]
    search_fields = ["gone_name", "kept_name"]

    @admin.display(description="合并", ordering="gone_name")
    def named(self, merger):
        address = admin_address(merger.model, "history", merger.kept)
        return format_html('<a href="{}">{}</a>', address, merger)

    @admin.display(description="合并时间", ordering="change_set__moment")
    def moment(self, merger):
        return merger.moment
