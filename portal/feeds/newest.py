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
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from portal import record_types
from portal.models.curated import Curated, State
from portal.open_data.tombstones import deleted
from portal.record_types import Key

_PLACE = re.compile(r"(\d{8}T\d{6}\.\d{6})-([a-z]+)-([0-9]{1,18})")
_MOMENT = "%Y%m%dT%H%M%S.%f"


class Place(NamedTuple):
    moment: datetime
    type: str
    record: int

    @property
    def key(self) -> Key:
        return self.type, self.record

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.moment.astimezone(UTC):{_MOMENT}}-{self.type}-{self.record}"


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
    one = record_types.named(type_)
    if "at" not in public.query.annotations:
        public = public.annotate(at=F("modified_at"))
    yield _earlier(public.annotate(key=F("pk")), type_, before)
    if issubclass(one.model, Curated):
        gone = one.model.objects.filter(published_at__isnull=False).exclude(state=State.PUBLISHED)
        yield _earlier(gone.annotate(at=F("modified_at"), key=F("pk")), type_, before)
    yield _earlier(deleted(one), type_, before)


def _earlier(rows: QuerySet, type_: str, before: Place | None) -> QuerySet:
    if before:
        earlier = Q(at__lt=before.moment)
        if type_ < before.type:
            earlier |= Q(at=before.moment)
        elif type_ == before.type:
            earlier |= Q(at=before.moment, key__lt=before.record)
        rows = rows.filter(earlier)
    return rows.order_by("-at", "-key").values_list("at", "key")
