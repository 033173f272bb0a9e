"""Changes of records: one transaction, one lock, and what is derived from records follows.

A change is made inside `changing`. What is derived from records (the index, the suggestions)
registers itself at start, because it stands above: `follow`, `after_commit`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import models, transaction
from django.utils import timezone

from portal.changes import revision
from portal.deferred import defer

AT_ONCE = 500
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
    """What is to be derived anew: primary keys by model; `everything` at the end instead."""

    keys: Touched = field(default_factory=lambda: defaultdict(set))
    everything: bool = False
    made: bool = False
    moment: datetime | None = None

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


def moment() -> datetime:
    """When the change began that is being made: one time for all that it writes."""
    change = _current.get()
    return change.moment if change else timezone.now()


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
def together(*, everything: bool = False) -> Iterator[_Change]:
    """Around several changes: what is derived from each record is written once, at the end.

    `everything` rebuilds all of it instead. Inside another `together` the outer one's end counts.
    """
    outer = _current.get()
    if outer:
        outer.everything |= everything
        with transaction.atomic():
            yield outer
        return
    token = _current.set(change := _Change(everything=everything))
    try:
        with transaction.atomic():
            # The lock serialises writers, so the second sees the first one's result before it
            # derives anything; and neither holds a row that the other waits for.
            revision.lock()
            # Taken under the lock, so that moments stand in the order of changes.
            change.moment = timezone.now()
            yield change
            if change.made or change.everything:
                revision.renew()
                for work in _after_commit:
                    transaction.on_commit(partial(defer, work), robust=True)
            for follower in _followers:
                if change.everything:
                    follower.rebuild()
                else:
                    follower.write(change.keys)
    finally:
        _current.reset(token)
