"""Names of linked records, such as bodies, are stored once and not in each document's text.

So renaming a body writes one row, and all its documents are found by the new name at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from operator import itemgetter

from portal.changes.recording import parts
from portal.models import LinkedName
from portal.record_types import RecordType, named_types
from portal.text.folding import fold

_COLUMNS = ("value", "position", "since", "until", "folded")


@dataclass(frozen=True)
class Name:
    """A name of the record with this primary key; valid for documents that begin in its dates.

    The names of a record are ranked in the order in which they are given.
    """

    record: int
    text: str
    since: date | None = None
    until: date | None = None


def write_names(type_: RecordType, keys: Iterable[int]) -> None:
    for part in parts(sorted(keys)):
        stored, wanted = _stored(type_, part), set(_wanted(type_, part))
        LinkedName.objects.filter(pk__in=[stored[row] for row in stored.keys() - wanted]).delete()
        LinkedName.objects.bulk_create(
            LinkedName(dimension=type_.name, **dict(zip(_COLUMNS, row, strict=True)))
            for row in sorted(wanted - stored.keys(), key=itemgetter(0, 1))
        )


def rewrite_all_names() -> None:
    LinkedName.objects.all().delete()
    for type_ in named_types():
        write_names(type_, type_.model.objects.values_list("pk", flat=True))


def stale_names() -> Iterator[str]:
    """A sentence for each record whose stored names are outdated."""
    left = {type_.name: set() for type_ in named_types()}
    for dimension, value in LinkedName.objects.values_list("dimension", "value").distinct():
        left.setdefault(dimension, set()).add(value)
    for type_ in named_types():
        keys = left[type_.name] | set(type_.model.objects.values_list("pk", flat=True))
        for part in parts(sorted(keys)):
            for record in {row[0] for row in _stored(type_, part).keys() ^ {*_wanted(type_, part)}}:
                yield f"{type_.name} {record}: its names are indexed otherwise than they are now"


def _stored(type_: RecordType, keys: Sequence[int]) -> dict[tuple, int]:
    stored = LinkedName.objects.filter(dimension=type_.name, value__in=keys)
    return {tuple(row): pk for *row, pk in stored.values_list(*_COLUMNS, "pk")}


def _wanted(type_: RecordType, keys: Sequence[int]) -> Iterator[tuple]:
    positions = defaultdict(count)
    for name in type_.read_names(keys):
        if folded := fold(name.text):
            position = next(positions[name.record])
            yield name.record, position, name.since, name.until, folded
