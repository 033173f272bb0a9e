"""Records changes: one transaction, one lock, one change set, then the derived tables.

Every change is made inside `together` or `changing`. Derived tables (index, suggestions) are in
higher layers, so they register at start with `derive` or `after_commit`.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from portal.changes import revision
from portal.changes.models import ChangeSet
from portal.deferred import defer

AT_ONCE = 500  # instances that are built together
LONGEST_PAUSE = 0.15  # seconds
Item = TypeVar("Item")
Kind = ChangeSet.Kind
Touched = dict[type[models.Model], set[int]]


_derived: dict[str, Callable] = {}
_after_commit: list[Callable[[], None]] = []


def derive(**calls: Callable) -> None:
    """Register what derives data from records.

    `touched_by(table, rows)` returns the records that are affected by these rows. At the end of
    each change set `stamp(change_set, tables)` is told which tables have history in it; then
    `write(touched)` updates what is derived from such records.
    """
    _derived.update(calls)


def after_commit(work: Callable[[], None]) -> None:
    """Register `work` to be done after the commit and the response of each change."""
    _after_commit.append(work)


def parts(keys: Sequence[Item], size: int = 0) -> Iterator[Sequence[Item]]:
    """Batches of keys."""
    size = size or AT_ONCE
    yield from (keys[at : at + size] for at in range(0, len(keys), size))


def turns(keys: Sequence[Item], size: int = 0) -> Iterator[Sequence[Item]]:
    """Batches of which each is written under a lock of its own, and others may write between.

    SQLite keeps no queue: who waits for the lock only asks ten times a second. So there is a
    pause after each batch but the last, as long as the batch took, at most LONGEST_PAUSE.
    """
    began = None
    for part in parts(keys, size):
        if began is not None and connection.vendor == "sqlite":
            time.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
        began = time.monotonic()
        yield part


def rows_with(
    rows: models.Manager | models.QuerySet, column: str, values: Iterable
) -> models.QuerySet:
    """The rows with one of these values; without values no query is needed.

    Primary keys without a gap, as of records loaded in bulk, are one range, which is quicker.
    """
    ordered = sorted(set(values) - {None})
    if not ordered:
        return rows.none()
    if len(ordered) > AT_ONCE and isinstance(ordered[0], int):
        first, last = ordered[0], ordered[-1]
        if last - first == len(ordered) - 1:
            return rows.filter(**{f"{column}__gte": first, f"{column}__lte": last})
    return rows.filter(**{f"{column}__any_of": ordered})


@dataclass
class _Change:
    """A change set, and the records whose derived data is written at its end."""

    change_set: ChangeSet
    keys: Touched = field(default_factory=lambda: defaultdict(set))
    made: bool = False
    is_used: bool = False  # whether history or another table refers to the change set
    tables: set[type[models.Model]] = field(default_factory=set)  # which have history in it

    def describe(self, kind: Kind, why: str) -> None:
        """Set kind and reason of the change set, unless they have been set already."""
        own = self.change_set
        before = own.kind, own.why
        if own.kind == Kind.EDIT:
            own.kind = kind
        own.why = own.why or why
        if (own.kind, own.why) != before:
            own.save(update_fields=["kind", "why"])

    def reverts(self, change_set: ChangeSet) -> None:
        self.is_used = True
        self.change_set.reverts = change_set
        self.change_set.save(update_fields=["reverts"])

    def touch(self, model: type[models.Model], rows: Iterable[int | None]) -> None:
        self.made = True
        self.add(touched_by(model, rows))

    def add(self, touched: Touched) -> None:
        for model, rows in touched.items():
            self.keys[model].update(rows)


def touched_by(table: type[models.Model], rows: Iterable[int | None]) -> Touched:
    """The records that are affected by these rows in the current state of the database."""
    return _derived["touched_by"](table, [key for key in rows if key is not None])


_current: ContextVar[_Change | None] = ContextVar("change", default=None)


def current() -> ChangeSet:
    """The current change set. The caller will refer to it, so it will not be deleted as empty."""
    change = _current.get()
    if change is None:
        raise LookupError("Records change inside `together` alone.")
    change.is_used = True
    return change.change_set


def note(model: type[models.Model]) -> ChangeSet:
    """The change set for history of rows of `model` that is about to be written."""
    change_set = current()
    _current.get().tables.add(model)
    return change_set


def moment() -> datetime:
    """Of the change that is being made; now, where there is none."""
    change = _current.get()
    return change.change_set.moment if change else timezone.now()


def _user():
    """The user of the current request; None in a command."""
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None


@contextmanager
def changing(model: type[models.Model], rows: list[int | None]) -> Iterator[None]:
    """Around a change of the rows of `model` with these primary keys, in one transaction.

    Keys that are known only after the change may be appended to `rows`.
    """
    with together() as change:
        change.touch(model, rows)
        yield
        change.touch(model, rows)


@contextmanager
def together(kind: Kind = Kind.EDIT, why: str = "") -> Iterator[_Change]:
    """Around several changes, which become one change set, or none if nothing is written.

    Derived data is written once, at the end. Inside another `together` this joins the outer
    one: its change set, its end.
    """
    outer = _current.get()
    if outer:
        outer.describe(kind, why)
        with transaction.atomic():
            yield outer
        return
    # The lock serialises writers, so the second sees the first one's result before it
    # derives anything; and neither holds a row that the other waits for.
    with transaction.atomic():
        revision.lock()
        change_set = ChangeSet.objects.create(
            kind=kind, why=why, user=_user(), moment=timezone.now()
        )
        token = _current.set(change := _Change(change_set))
        try:
            yield change
            _finish(change)
        finally:
            _current.reset(token)


def _finish(change: _Change) -> None:
    if not change.is_used:
        # A raw delete, because checking all tables that may refer to it is needless.
        own = ChangeSet.objects.filter(pk=change.change_set.pk)
        own._raw_delete(own.db)
    _derived["stamp"](change.change_set, change.tables)
    if change.made:
        revision.renew()
        for work in _after_commit:
            transaction.on_commit(partial(defer, work), robust=True)
    _derived["write"](change.keys)
