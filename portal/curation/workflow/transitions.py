"""The transitions between states: draft → in review → published → withdrawn → draft.

States are changed only here. A transition that is not allowed, or not possible in the current
state, raises an error and changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from portal.changes import revision
from portal.changes.recording import Kind, moment, parts, rows_with, together
from portal.curation.editing import seen
from portal.curation.history.versions import (
    changed_since,
    last_change_set,
    raise_versions,
)
from portal.curation.workflow.foundations import foundations, public_on
from portal.curation.workflow.steps import Steps, finish
from portal.index import ahead
from portal.models import Timestamped, Versioned
from portal.models.base import by_model, parts_of
from portal.models.curated import Curated, State, as_if_published

CHANGE, PUBLISH = "change", "publish"
MOST_NAMED = 5
MANY = 50  # records, from which on it pays to index them before the lock


@dataclass(frozen=True)
class Transition:
    """`right` is the permission that it needs on the record's model: CHANGE or PUBLISH."""

    name: str
    label: str
    states: frozenset[State]
    target: State
    right: str
    asks_reason: bool = False


SUBMIT = Transition("submit", "提交审核", frozenset({State.DRAFT}), State.REVIEW, CHANGE)
PUBLISH_IT = Transition("publish", "发布", frozenset({State.REVIEW}), State.PUBLISHED, PUBLISH)
SEND_BACK = Transition("send-back", "退回修改", frozenset({State.REVIEW}), State.DRAFT, PUBLISH)
WITHDRAW = Transition(
    "withdraw", "撤回", frozenset({State.PUBLISHED}), State.WITHDRAWN, PUBLISH, asks_reason=True
)
REOPEN = Transition("reopen", "重新起草", frozenset({State.WITHDRAWN}), State.DRAFT, PUBLISH)
TRANSITIONS = {one.name: one for one in (SUBMIT, PUBLISH_IT, SEND_BACK, WITHDRAW, REOPEN)}


class TransitionError(Exception):
    """A Chinese sentence that says why records cannot make the transition."""


def is_allowed(user: AbstractBaseUser, model: type[models.Model], right: str) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{right}_{model._meta.model_name}")


def may_edit(user: AbstractBaseUser, record: Curated) -> bool:
    """Drafts may be edited with the change permission, other records only with publish."""
    if record.state == State.DRAFT:
        return is_allowed(user, type(record), CHANGE)
    return is_allowed(user, type(record), PUBLISH)


def move(*args, **options) -> list[Curated]:
    return finish(moving(*args, **options))


def moving(
    transition: Transition,
    model: type[models.Model],
    keys: list[int],
    user: AbstractBaseUser,
    reason: str = "",
    shown: str | None = None,
    today: Callable[[], date] = localdate,
) -> Steps[list[Curated]]:
    """Move all records with these primary keys, or none; returns them in their new state.

    Yields how many are ready; the first step has checked them all, and nothing is written
    before the last one.

    `shown` are the versions that the user was shown (`seen.note`), None for no check. Raises
    PermissionDenied; TransitionError for a wrong state or a missing reason; UnseenError if a
    record has changed since it was shown.
    """
    if not is_allowed(user, model, transition.right):
        raise PermissionDenied
    if transition.asks_reason and not reason.strip():
        raise TransitionError(f"{transition.label}须写明理由。")
    why = f"{transition.label}：{reason}" if reason else transition.label

    def prepare() -> Prepared:
        prepared = _prepare(transition, model, keys, user)
        if shown is not None:
            seen.expect(shown, [*prepared.records, *prepared.also])
        return prepared

    # Slow work is done before the lock, and repeated under it only if something has changed.
    last = last_change_set()
    prepared = prepare()
    yield 0
    documents: ahead.Ahead = {}
    for some in prepared.documents():
        documents |= some
        yield len(documents)
    with ahead.used(documents), together(Kind.TRANSITION, why):
        if not prepared.is_current():
            prepared = prepare()
        ahead.forget(documents, changed_since(last) if documents else ())
        _set(prepared.records, transition.target, reason.strip(), today())
        _set(prepared.also, transition.target, "", today())
        raise_versions(prepared.records)  # if these are errata: a new version of their records
    return prepared.records


@dataclass
class Prepared:
    """The records to move, what moves with them, and their foundations, at revision `token`."""

    transition: Transition
    token: str
    records: list[Curated]
    also: list[Curated]
    foundations: list[Curated]

    def documents(self) -> Iterator[ahead.Ahead]:
        """The index documents of what is to be published, as they will be, some at a time."""
        if self.transition is not PUBLISH_IT or len(self.records) < MANY:
            return
        model = type(self.records[0])
        for part in parts([record.pk for record in self.records]):
            soon = {model: part}
            for table, rows in by_model(self.also).items():
                if table in parts_of(model):
                    owners = {*part}
                    owner = f"{table.part_of}_id"
                    soon[table] = [row.pk for row in rows if getattr(row, owner) in owners]
            with as_if_published(soon):
                found = list(ahead.read_ahead(model, part))
            yield from found

    def is_current(self) -> bool:
        """Whether none of these rows has changed since; to be called under the lock.

        Versions also count changes of parts. They do not show new records that rest on one to be
        withdrawn, so a withdrawal is prepared again after any change.
        """
        if self.token == revision.current():
            return True
        if self.transition is WITHDRAW:
            return False
        rows = [*self.records, *self.also, *self.foundations]
        return all(_are_the_same(model, of_model) for model, of_model in by_model(rows).items())


def _are_the_same(model: type[Curated], rows: list[Curated]) -> bool:
    columns = ["state", "version"] if issubclass(model, Versioned) else ["state"]
    then = {row.pk: tuple(getattr(row, name) for name in columns) for row in rows}
    now = rows_with(model.objects.order_by(), "pk", then).values_list("pk", *columns)
    return {key: tuple(values) for key, *values in now} == then


def _prepare(
    transition: Transition, model: type[Curated], keys: list[int], user: AbstractBaseUser
) -> Prepared:
    """Read all that moves; raises TransitionError if it may not."""
    token = revision.current()
    records = list(rows_with(model.objects.order_by("pk"), "pk", keys))
    _expect(transition, records, keys)
    below = foundations(records) if transition is PUBLISH_IT else []
    also = accompanying(transition, records, below)
    if hindered := hindrance(transition, records, also, user):
        raise TransitionError(hindered)
    return Prepared(transition, token, records, also, below)


def _expect(transition: Transition, records: list[Curated], keys: list[int]) -> None:
    if len(records) < len(set(keys)):
        raise TransitionError("所选的记录有些已被删除，请回到列表重新选择。")
    wrong = [record for record in records if record.state not in transition.states]
    if wrong:
        begins = "、".join(str(State(state).label) for state in transition.states)
        named = "；".join(f"“{one}”{one.get_state_display()}" for one in wrong[:MOST_NAMED])
        more = f"；等 {len(wrong)} 条" if len(wrong) > MOST_NAMED else ""
        raise TransitionError(f"只有“{begins}”的记录可以{transition.label}：{named}{more}。")


def accompanying(
    transition: Transition, records: list[Curated], below: list[Curated] | None = None
) -> list[Curated]:
    """What moves with the records: their errata, and on publication their foundations."""
    if transition in (WITHDRAW, REOPEN) or not records:
        return []
    model = type(records[0])
    also = []
    for part in (part for part in parts_of(model) if issubclass(part, Curated)):
        on_the_way = part.objects.filter(state__in=[*transition.states, State.DRAFT])
        also += rows_with(on_the_way, part.part_of, (record.pk for record in records))
    if transition is PUBLISH_IT:
        moved = {(model, record.pk) for record in records}
        also += [
            one
            for one in (foundations(records) if below is None else below)
            if not one.is_published and (type(one), one.pk) not in moved
        ]
    return also


def hindrance(
    transition: Transition, records: list[Curated], also: list[Curated], user: AbstractBaseUser
) -> str:
    """A Chinese sentence that says why the transition is not possible, or ""."""
    if transition is WITHDRAW:
        return next(filter(None, map(_still_needed, records)), "")
    for one in also if transition is PUBLISH_IT else ():
        named = f"{one._meta.verbose_name}“{one}”"
        if one.is_withdrawn:
            return f"{named}已撤回，不能随之发布：请先把它重新起草，或改用别的。"
        if not is_allowed(user, type(one), PUBLISH):
            return f"这也会发布{named}，而您没有发布它的权限：请有权限的人先发布它。"
    return ""


def _still_needed(record: Curated) -> str:
    needing = public_on(record)
    if not needing:
        return ""
    named = "、".join(f"“{one}”" for one in needing[:MOST_NAMED])
    more = f"等 {len(needing)} 条" if len(needing) > MOST_NAMED else ""
    return f"“{record}”不能撤回：已发布的{named}{more}还依据它。"


def _set(rows: list[Curated], state: State, reason: str, today: date) -> None:
    """Set the state in bulk: a few statements for some hundreds of rows."""
    withdrawn = state == State.WITHDRAWN
    columns = {
        "state": state,
        "withdrawn_on": today if withdrawn else None,
        "withdrawn_because": reason if withdrawn else "",
    }
    for model, of_model in by_model(rows).items():
        counted = {"version": F("version") + 1} if issubclass(model, Versioned) else {}
        first = state == State.PUBLISHED and issubclass(model, Timestamped)
        dated = {"published_at": Coalesce("published_at", moment())} if first else {}
        stored = rows_with(model.objects, "pk", (row.pk for row in of_model))
        stored.update(**columns, **counted, **dated)
        for row in of_model:
            for name, value in columns.items():
                setattr(row, name, value)
            if counted:
                row.version += 1
