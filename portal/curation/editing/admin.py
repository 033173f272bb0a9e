"""Admin base class for records with a state: transitions, permissions by state, preview."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE as CHANGE_FLAG
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.curation.editing import seen
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.questions import Question
from portal.curation.editing.versioned_admin import VersionedAdmin
from portal.curation.history.admin import CHOSEN
from portal.curation.workflow.transitions import (
    CHANGE,
    PUBLISH,
    SUBMIT,
    TRANSITIONS,
    Transition,
    TransitionError,
    accompanying,
    hindrance,
    is_allowed,
    may_edit,
    moving,
)
from portal.models.curated import Curated, State
from portal.web.forms.typed_forms import SUBMITTING

MOST_SHOWN = 50


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        widget=LinesWidget(attrs={"rows": 3, "class": ""}),
        help_text="公开显示在这条记录的地址上。",
        error_messages={"required": "请写明理由。"},
    )


def _action(transition: Transition):
    """A list action with the same confirmation as the button on a record's form."""

    def act(modeladmin, request, queryset):
        keys = list(queryset.values_list("pk", flat=True))
        if not keys:
            return None  # all have been deleted; `response_action` has said so
        return modeladmin.confirm(request, transition, keys)

    act.__name__ = transition.name.replace("-", "_")
    # Not has_change_permission, because errata have states although no form edits them.
    right = f"move_by_{transition.right}"
    return admin.action(act, permissions=[right], description=f"{transition.label}所选的记录")


class CuratedAdmin(VersionedAdmin):
    """Who may do what is decided in `portal.curation.workflow.transitions`."""

    # View of the record's future page; None if the form shows everything anyway.
    preview: Callable[[HttpRequest, int], HttpResponse] | None = None

    actions = [*VersionedAdmin.actions, *map(_action, TRANSITIONS.values())]

    def get_list_display(self, request):
        return [*super().get_list_display(request), "state"]

    def get_list_filter(self, request):
        return ["state", *super().get_list_filter(request)]

    def has_move_by_change_permission(self, request) -> bool:
        return is_allowed(request.user, self.model, CHANGE)

    def has_move_by_publish_permission(self, request) -> bool:
        return is_allowed(request.user, self.model, PUBLISH)

    def has_change_permission(self, request, obj=None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Public records may be deleted only by those who may publish."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_edit(request.user, obj))

    def get_view_on_site_url(self, obj=None):
        """Only public records have a page; the others have a preview."""
        return super().get_view_on_site_url(obj) if obj and obj.is_published else None

    def save_formset(self, request, form, formset, change):
        """New parts of a public record are public at once if the user may publish them."""
        part, public = formset.model, getattr(form.instance, "is_published", False)
        if public and issubclass(part, Curated) and is_allowed(request.user, part, PUBLISH):
            for extra in formset.extra_forms:
                extra.instance.state = State.PUBLISHED
        super().save_formset(request, form, formset, change)

    def response_post_save_add(self, request, obj):
        return self._submission(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self._submission(request, obj) or super().response_post_save_change(request, obj)

    def _submission(self, request, record: Curated) -> HttpResponseRedirect | None:
        """The confirmation page of a draft's submission, if that was what the button said."""
        if SUBMITTING in request.POST and record.state == State.DRAFT:
            return self.redirect("move", record.pk, SUBMIT.name)
        return None

    def _may_submit(self, request, record: Curated | None) -> bool:
        """Whether the form is that of a draft, or of a new record, which will be one."""
        if not self.has_move_by_change_permission(request):
            return False
        if record is None:
            return self.has_add_permission(request)
        return record.state == State.DRAFT and self.has_change_permission(request, record)

    def pages(self):
        found = {"move": ("<path:object_id>/move/<slug:transition>/", self.move_view)}
        if self.preview:
            found["preview"] = ("<path:object_id>/preview/", self.preview_view)
        return found | super().pages()

    def preview_view(self, request, object_id):
        """The record's page before publication."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return self.preview(request, record.pk)

    def move_view(self, request, object_id, transition):
        if transition not in TRANSITIONS:
            raise Http404(transition)
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        back = self.address("change", record.pk)
        return self.confirm(request, TRANSITIONS[transition], [record.pk], back)

    def confirm(self, request, transition: Transition, keys: list[int], back: str = ""):
        """The confirmation page; moves the records once it is answered."""
        if not is_allowed(request.user, self.model, transition.right):
            raise PermissionDenied
        asked = "confirmed" in request.POST
        form = ReasonForm(request.POST if asked else None) if transition.asks_reason else None
        changes = []
        records = list(self.model.objects.filter(pk__in=keys))
        questions = self.ask_before(transition, records)
        answers = set(request.POST.getlist("answers"))
        is_answered = asked and answers >= {question.key for question in questions}
        if is_answered and (form is None or form.is_valid()):
            reason = form.cleaned_data["reason"] if form else ""
            try:
                return self._move(request, transition, keys, reason, back)
            except seen.UnseenError as error:
                changes = error.changes
        across = request.POST.get("select_across") == "1"  # the whole list, not one page
        also = accompanying(transition, records)
        return self.page(
            request,
            "confirm",
            f"{transition.label}：请确认",
            status=409 if changes else 200,
            transition=transition,
            records=records[:MOST_SHOWN] if across else records,
            number=len(records),
            also=[(one._meta.verbose_name, one) for one in also],
            hindered=hindrance(transition, records, also, request.user),
            seen=seen.note([*records, *also]),
            changes=changes,
            questions=[(question, question.key in answers) for question in questions],
            across=across,
            form=form,
            action=request.POST.get("action", ""),
            chosen=request.POST.getlist(CHOSEN),
            back=back or request.get_full_path(),
        )

    def ask_before(self, transition: Transition, records: list[Curated]) -> list[Question]:
        """Questions to answer before the records are moved."""
        return []

    def _move(self, request, transition: Transition, keys: list[int], reason: str, back: str):
        back = back or request.get_full_path()
        shown = request.POST.get(seen.SEEN, "")
        steps = moving(transition, self.model, keys, request.user, reason, shown)
        with self.showing_errors(request, TransitionError):
            ready = next(steps)
            tell = partial(self._moved, request, transition, reason)
            errors = TransitionError, seen.UnseenError
            return self.watch(
                *(request, transition.label, ready, len(keys), steps), tell, errors, back
            )
        return HttpResponseRedirect(back)

    def _moved(self, request, transition: Transition, reason: str, moved: list[Curated]) -> str:
        """Log it; returns what to say."""
        message = f"{transition.label}：{reason}" if reason else transition.label
        LogEntry.objects.log_actions(request.user.pk, moved, CHANGE_FLAG, message)
        chosen = set(request.POST.getlist(CHOSEN))
        number = len(moved)
        of_all = f"所选 {len(chosen)} 条中的 {number} 条"
        done = of_all if len(chosen) > number else f"{number} 条记录"
        return f"{done}现为“{transition.target.label}”。"

    def render_change_form(self, request, context, *args, **kwargs):
        record = kwargs.get("obj")
        context["has_preview"] = bool(self.preview)
        context["transitions"] = [
            one
            for one in TRANSITIONS.values()
            if record
            and record.state in one.states
            and is_allowed(request.user, self.model, one.right)
        ]
        context["may_submit"] = self._may_submit(request, record) and not context["is_popup"]
        return super().render_change_form(request, context, *args, **kwargs)
