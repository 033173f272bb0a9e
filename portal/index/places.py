"""Where a listing stands, as its primary key.

    band ‖ place in the order of dates

Every list is some neighbouring bands, so that a text index, which knows nothing of a text
but its key, is asked for one list by a range of keys, and gives the newest of a band first:

    milestones of a policy   ┐            ┐
    other milestones         │ timeline   ┘ milestone   ┐
    policies of no milestone ┘            ┐ policy      │ search
    other policies                        ┘             │
    excerpts                              ] excerpt     ┘

Between two places are some that are free, for what will come between; where they are used
up, the listings round about move apart. What has no date stands in its record's order.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

# Type, whether on the timeline, whether on the list of search.
Band = tuple[str, bool, bool]
BANDS: list[Band] = [
    ("milestone", True, False),
    ("milestone", True, True),
    ("policy", True, True),
    ("policy", False, True),
    ("excerpt", False, True),
]
# Of a key, for the place. An index stores keys by their distance: small ones and small gaps
# make it smaller by a tenth.
BITS = 28
PLACE = (1 << BITS) - 1
UNDATED = BANDS.index(("excerpt", False, True)) << BITS  # the first key of such
GAP = 4


class Order(NamedTuple):
    """What decides between two dated records, oldest first; see `querysets.ORDER`."""

    start: date
    end: date
    record: int
    type: str


def key(band: Band, place: int) -> int:
    if place > PLACE:
        raise OverflowError(f"{place} is past the last place: rebuild_search makes room.")
    return (BANDS.index(band) << BITS) + place


def ranges(scope: str) -> Iterator[tuple[int, int]]:
    """The first and the last key of each band that a list has, all bands for the empty scope."""
    for number, band in enumerate(BANDS):
        if _stands_on(scope, *band):
            yield number << BITS, (number << BITS) + PLACE


def keys_of(scope: str) -> tuple[int, int]:
    """The first and the last key that a list may have."""
    of_bands = [*ranges(scope)]
    return of_bands[0][0], of_bands[-1][1]


def _stands_on(scope: str, type_: str, on_timeline: bool, on_search: bool) -> bool:
    return {"": True, "timeline": on_timeline, "search": on_search}.get(scope, scope == type_)


def between(below: int, above: int | None, number: int) -> Sequence[int]:
    """`number` free places between two, or after the last, as far apart as may be; or none."""
    if above is None:
        return range(below + GAP, below + (number + 1) * GAP, GAP)
    if above - below <= number:
        return ()
    return [below + (above - below) * one // (number + 1) for one in range(1, number + 1)]
