"""Changes of records: one transaction, one lock, and what is derived from records follows.

A change is made inside `changing`. What is derived from records (the index, the suggestions)
registers itself at start, because it stands above: `follow`, `after_commit`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from django.db import models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from portal.changes import revision
from portal.changes.models import ChangeSet
from portal.deferred import defer

AT_ONCE = 500
Kind = ChangeSet.Kind
Touched = dict[type[models.Model], set[int]]


@dataclass(frozen=True)
class Follower:
    """Something derived from records, written in the transaction that changes them.

    `touched_by(table, rows)` says which records these rows belong to; `write` writes anew what
    is derived from such records, `rebuild` all of it.
    """

    touched_by: Callable[[type[models.Model], Sequence[int]], Touched]
    write: Callable[[Touched], None]
    rebuild: Callable[[], object]


_followers: list[Follower] = []
_after_commit: list[Callable[[], None]] = []


def follow(follower: Follower) -> None:
    _followers.append(follower)


def after_commit(work: Callable[[], None]) -> None:
    """`work` is done after each change, when nobody waits for it."""
    _after_commit.append(work)


def parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """A few at a time: SQLite takes only so many parameters."""
    yield from (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))


@dataclass
class _Change:
    """A change set, and what is to be derived anew at its end: primary keys by model, or all."""

    change_set: ChangeSet
    keys: Touched = field(default_factory=lambda: defaultdict(set))
    everything: bool = False
    made: bool = False
    kept: bool = False  # whether rows of history, or others, refer to the change set

    def describe(self, kind: Kind, why: str) -> None:
        """Whoever says first what is done, and why, says it of all that is done together."""
        said = {}
        if kind != Kind.EDIT and self.change_set.kind == Kind.EDIT:
            said["kind"] = kind
        if why and not self.change_set.why:
            said["why"] = why
        for name, value in said.items():
            setattr(self.change_set, name, value)
        if said:
            self.change_set.save(update_fields=said)

    def reverts(self, change_set: ChangeSet) -> None:
        self.kept = True
        self.change_set.reverts = change_set
        self.change_set.save(update_fields=["reverts"])

    def touch(self, model: type[models.Model], rows: Iterable[int | None]) -> None:
        self.made = True
        if not self.everything:
            self.add(touched_by(model, rows))

    def drop(self) -> None:
        """What is to be taken back need not be derived."""
        self.keys.clear()
        self.made = self.everything = False

    def add(self, touched: Touched) -> None:
        for model, rows in touched.items():
            self.keys[model].update(rows)


def touched_by(table: type[models.Model], rows: Iterable[int | None]) -> Touched:
    """The records that these rows belong to, as the database now is."""
    rows = [key for key in rows if key is not None]
    touched: Touched = defaultdict(set)
    for follower in _followers:
        for model, keys in follower.touched_by(table, rows).items():
            touched[model].update(keys)
    return touched


_current: ContextVar[_Change | None] = ContextVar("change", default=None)


def current() -> ChangeSet:
    """The change set of the change that is being made; it stays, because somebody refers to it."""
    change = _current.get()
    if change is None:
        raise LookupError("Records change inside `together` alone.")
    change.kept = True
    return change.change_set


def _user():
    """Whose request is being answered; None of a command."""
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None


@contextmanager
def changing(model: type[models.Model], rows: list[int | None]) -> Iterator[None]:
    """Around a change of the rows of `model` with these primary keys, in one transaction.

    Keys that are known only afterwards may be put into `rows` meanwhile.
    """
    with together() as change:
        change.touch(model, rows)
        yield
        change.touch(model, rows)


@contextmanager
def together(
    kind: Kind = Kind.EDIT, why: str = "", *, everything: bool = False
) -> Iterator[_Change]:
    """Around several changes, which become one change set, or none where nothing is written.

    What is derived from each record is written once, at the end; `everything` rebuilds all of
    it instead. Inside another `together` it is the outer one's change set and end that count.
    """
    outer = _current.get()
    if outer:
        outer.everything |= everything
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
        token = _current.set(change := _Change(change_set, everything=everything))
        try:
            yield change
            _finish(change)
        finally:
            _current.reset(token)


def _finish(change: _Change) -> None:
    if not change.kept:
        # Past the look at everything that might refer to it: nothing does.
        own = ChangeSet.objects.filter(pk=change.change_set.pk)
        own._raw_delete(own.db)
    if change.made or change.everything:
        revision.renew()
        for work in _after_commit:
            transaction.on_commit(partial(defer, work), robust=True)
    for follower in _followers:
        if change.everything:
            follower.rebuild()
        else:
            follower.write(change.keys)
