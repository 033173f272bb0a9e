"""A list read by position: what comes after a record, however many records were added meanwhile.

Downloads and the API's cursors go through a list in this way. The order is that of the pages:
those with a date, then those without one by type and key.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from policies.lists.filters import OLDEST_FIRST, RELEVANCE
from policies.lists.timeline import Timeline
from portal.index.order import ORDER, Order
from portal.index.querysets import DocumentQuerySet
from portal.record_types import Key

BATCH = 500  # records that are read at once
FIRST = 50  # so that a reader need not wait for the beginning


class Place(NamedTuple):
    """The place of a record on a list; an undated one has neither start nor end."""

    start: date | None
    end: date | None
    record: int
    type: str

    @property
    def key(self) -> Key:
        return self.type, self.record


def read_after(listed: Timeline, place: Place | None, number: int) -> list[Place]:
    """The next `number` records after a place, or the first ones; not in the order by relevance.

    At most two queries for the places.
    """
    found: list[Place] = []
    if place is None or place.start:
        found = _dated(listed, place, number)
    if len(found) < number:
        after = place if place and place.start is None else None
        found += _undated(listed, after, number - len(found))
    return found


def batches(listed: Timeline, size: int = BATCH) -> Iterator[list[Key]]:
    """All records of a list in its order, some at a time."""
    if listed.filters.order == RELEVANCE:
        for start in range(0, len(listed), size):
            yield listed.keys(slice(start, min(start + size, len(listed))))
        return
    place, number = None, min(FIRST, size)
    while found := read_after(listed, place, number):
        yield [one.key for one in found]
        place, number = found[-1], size


def _dated(listed: Timeline, place: Place | None, number: int) -> list[Place]:
    newest_first = listed.filters.order != OLDEST_FIRST
    found = listed.found(number)
    if place:
        order = Order(place.start, place.end, place.record, place.type)
        found = found.before(order) if newest_first else found.after(order)
    else:
        found = found.filter(start__isnull=False).in_order(newest_first=newest_first)
    return _places(found, number)


def _undated(listed: Timeline, place: Place | None, number: int) -> list[Place]:
    found = listed.found(number).filter(start__isnull=True).order_by("type", "record")
    if place:
        later = Q(type__gt=place.type) | Q(type=place.type, record__gt=place.record)
        found = found.filter(later)
    return _places(found, number)


def _places(found: DocumentQuerySet, number: int) -> list[Place]:
    return list(map(Place._make, found.values_list(*ORDER)[:number]))
