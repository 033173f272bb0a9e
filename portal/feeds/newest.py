"""The records of a feed, the newest change first, read by position.

In the order of (moment of the last change, type, primary key), from the last on. Those that were
withdrawn or deleted are among them, whatever is filtered: nobody can say any more whether they
pass the filters, and a reader who never had them passes over their tombstones.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from django.db.models import F, QuerySet

from portal import record_types
from portal.models.curated import Curated, State
from portal.open_data.changed import Place, in_order
from portal.open_data.tombstones import deleted

_PLACE = re.compile(r"(\d{8}T\d{6}\.\d{6})-([a-z]+)-([0-9]{1,18})")
_MOMENT = "%Y%m%dT%H%M%S.%f"


def address_of(place: Place) -> str:
    """How it stands in an address."""
    return f"{place.moment.astimezone(UTC):{_MOMENT}}-{place.type}-{place.record}"


def read_place(text: str) -> Place:
    """Raises ValueError if the text is no place."""
    if not (match := _PLACE.fullmatch(text)):
        raise ValueError(text)
    when = datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC)
    return Place(when, match[2], int(match[3]))


def newest(listed: Mapping[str, QuerySet], before: Place | None, number: int) -> list[Place]:
    """The next places after `before`, or the first ones.

    `listed` are the public records of each type that pass the filters. Three queries for a type.
    """
    found = [
        [Place(at, type_, key) for at, key in rows[:number]]
        for type_, public in listed.items()
        for rows in _rows(type_, public, before)
    ]
    return list(islice(merge(*found, reverse=True), number))


def _rows(type_: str, public: QuerySet, before: Place | None) -> Iterator[QuerySet]:
    """The public ones, those that were withdrawn, and those that were deleted."""
    one = record_types.named(type_)
    found = [public, deleted(one)]
    if issubclass(one.model, Curated):
        gone = one.model.objects.filter(published_at__isnull=False).exclude(state=State.PUBLISHED)
        found.append(gone)
    for rows in found:
        own = {"at": F("modified_at"), "key": F("pk")}
        lacking = {name: own[name] for name in own.keys() - rows.query.annotations.keys()}
        yield in_order(rows.annotate(**lacking), type_, before, newest_first=True)
