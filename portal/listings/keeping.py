"""The listings, kept current with the records in the transaction that changes them.

Each app registers how its records are listed (`lists`), and whose listing a row of its
other tables has to do with (`touches`). A change is made inside `changing`, which lists
anew what the change touched, before it and after it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal import revision
from portal.after_answer import after_answer
from portal.listings.listed import Listed

AT_ONCE = 500
Keys = Iterable[int]
Touched = dict[type[models.Model], set[int]]
readers: dict[type[models.Model], Callable[[Keys], Iterable[Listed]]] = {}
_finders: dict[type[models.Model], Callable[[Keys], Iterable[QuerySet]]] = {}


def parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """A few at a time: SQLite takes only so many parameters."""
    yield from (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))


def lists(model: type[models.Model]):
    """Registers what reads the records of `model` with the given primary keys as `Listed`."""

    def register(read):
        readers[model] = read
        return read

    return register


def touches(table: type[models.Model]):
    """Registers what tells the listed records that rows of `table` have to do with."""

    def register(find):
        _finders[table] = find
        return find

    return register


@dataclass
class _Change:
    """What is to be listed anew: primary keys by model; `everything` at the end instead."""

    keys: Touched = field(default_factory=lambda: defaultdict(set))
    everything: bool = False
    made: bool = False
    moment: datetime | None = None

    def touch(self, model: type[models.Model], rows: Iterable[int | None]) -> None:
        self.made = True
        if not self.everything:
            self.add(touched_by(model, rows))

    def drop(self) -> None:
        """What is to be taken back need not be listed."""
        self.keys.clear()
        self.made = self.everything = False

    def add(self, touched: Touched) -> None:
        for model, rows in touched.items():
            self.keys[model].update(rows)


def touched_by(table: type[models.Model], rows: Iterable[int | None]) -> Touched:
    """The listed records that these rows have to do with, as the database now is."""
    rows = [key for key in rows if key is not None]
    touched: Touched = defaultdict(set)
    if table in readers:
        touched[table].update(rows)
    for part in parts(rows):
        for found in _finders.get(table, lambda part: ())(part):
            touched[found.model].update(found.values_list("pk", flat=True))
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
    """Around several changes: each record is listed anew once, or everything is, at the end.

    Within another, the end is the outer one's.
    """
    # Writing needs the models, whose own saving needs this module.
    from portal.listings import writing
    from portal.search import suggestions

    outer = _current.get()
    if outer:
        outer.everything |= everything
        with transaction.atomic():
            yield outer
        return
    token = _current.set(change := _Change(everything=everything))
    try:
        with transaction.atomic():
            # Of two who change records that are listed together, the second reads and lists
            # what the first has made of them; and neither holds a row that the other waits for.
            revision.lock()
            # Of the changes, one begins after another has ended: so do their moments.
            change.moment = timezone.now()
            yield change
            if change.made or change.everything:
                revision.renew()
                work = partial(after_answer, suggestions.bring_up_to_date)
                transaction.on_commit(work, robust=True)
            if change.everything:
                writing.rebuild()
            else:
                writing.list_anew(change.keys)
    finally:
        _current.reset(token)
