"""Protects against lost updates: the second curator to save sees both versions."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from portal.changes.recording import together
from portal.curation.editing.bad_requests import expect_counted, is_key
from portal.curation.editing.conflicts import MINE, THEIRS, Conflict
from portal.curation.editing.form_values import NOTE, OPENED, RESOLVE
from portal.curation.editing.forms import VersionedForm
from portal.curation.history.deleting_admin import DeletingAdmin
from portal.web.forms.typed_forms import typed

THEIR_VERSION = "_their_version"


class VersionedAdmin(DeletingAdmin):
    form = VersionedForm
    change_form_template = "admin/curation/change_form.html"

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Sets `form.user`, which is possible because Django makes a class for each request."""
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        self._expect_counted(request, object_id)
        # One change set for the record and its parts. The lock makes the second of two savers
        # wait until the first one has saved.
        with together(why=request.POST.get(NOTE, "").strip()):
            self.complete_input(request)
            unsaved = self._unsaved(request, unquote(object_id)) if object_id else None
            return unsaved or super().changeform_view(request, object_id, form_url, extra_context)

    def _expect_counted(self, request: HttpRequest, object_id: str | None) -> None:
        """Raises MiscountedError; others than who may save are refused by Django."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        may = self.has_change_permission(request, record)
        if not (may if object_id else self.has_add_permission(request)):
            return
        for formset, _ in self.get_formsets_with_inlines(request, record):
            expect_counted(request.POST, formset.get_default_prefix(), formset.absolute_max)

    def complete_input(self, request: HttpRequest) -> None:
        """Hook: change `request.POST` before it is compared with the stored record and saved."""

    def _unsaved(self, request: HttpRequest, object_id: str) -> TemplateResponse | None:
        """A page about the conflict, or None if the form may be saved (merged if necessary)."""
        record = self.get_object(request, object_id)
        opened = request.POST.get(OPENED, "")
        if not is_key(opened) or not self.has_change_permission(request):
            return None
        if record is None:
            return self._conflict_page(request, Conflict(self, request, None, int(opened)), 404)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        is_newest = int(opened) >= record.version
        may_save = is_newest and self.has_change_permission(request, record)
        if may_save and not self._has_lost_parts(request, record):
            return None
        conflict = Conflict(self, request, record, int(opened))
        if not self.has_change_permission(request, record):
            return self._conflict_page(request, conflict, 403)
        chosen = {one.name: request.POST.get(one.name) for one in conflict.choices}
        asks = [one.is_contested if is_newest else one.they_changed for one in conflict.choices]
        if not any(asks):
            # Only the state changed, or a part was removed that this curator did not change.
            chosen = {one.name: one.proposed for one in conflict.choices}
        elif not self._is_settled(request, conflict, chosen):
            return self._conflict_page(request, conflict, 409)
        request.POST = conflict.merged(chosen)
        self.complete_input(request)
        return None

    def _has_lost_parts(self, request, record) -> bool:
        """Whether a part that the form was opened with has been deleted."""
        for formset, _ in self.get_formsets_with_inlines(request, record):
            start = f"{formset.get_default_prefix()}-"
            ids = [name for name in request.POST if name.startswith(start) and name.endswith("-id")]
            keys = {int(request.POST[name]) for name in ids if is_key(request.POST[name])}
            there = formset.model.objects.filter(**{formset.model.part_of: record}, pk__in=keys)
            if keys and there.count() < len(keys):
                return True
        return False

    def _is_settled(self, request, conflict: Conflict, chosen: dict) -> bool:
        if not conflict.choices:
            return True  # both made the same changes
        if RESOLVE not in request.POST:
            return False
        if request.POST.get(THEIR_VERSION) != str(conflict.record.version):
            self.message_user(request, "您选择的时候，又有人保存过它。", messages.WARNING)
            return False
        if not set(chosen.values()) <= {MINE, THEIRS}:
            self.message_user(request, "还有没有选择的栏目。", messages.ERROR)
            return False
        return True

    def _conflict_page(self, request, conflict: Conflict, status: int) -> TemplateResponse:
        names = {RESOLVE, THEIR_VERSION, *(choice.name for choice in conflict.choices)}
        return self.page(
            request,
            "conflict",
            "还没有保存",
            status=status,
            original=conflict.record,
            conflict=conflict,
            may_save=status == 409,
            choices=[
                (choice, request.POST.get(choice.name, choice.proposed))
                for choice in conflict.choices
            ],
            posted=[(name, value) for name, value in typed(request) if name not in names],
        )
