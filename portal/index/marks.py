"""Marks: what a document is found by besides its words, as tokens of the text index.

`every`, the lists on which it stands (or does not), the records it links to, and its date.

A date is cut into the whole years, whole months and single days that fill it. Each of these
parts has marks, and others by which it is asked for, so that two dates overlap exactly where
one has a mark that the other asks for:

                 is marked as                    asks for
    2016年       2016, whole 2016                2016
    2016年9月    2016, September, whole September    September, whole 2016
    9月25日      2016, September, the 25th       the 25th, whole September, whole 2016
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from portal.record_types import SEARCH, TIMELINE
from portal.text.dates import DAY, MONTH, YEAR, PartialDate, whole

EVERY = "every"
# Nearly every document stands on one of these lists: it is quicker to leave out the others.
COMMON_LISTS = (TIMELINE, SEARCH)


def of_lists(lists: Iterable[str]) -> Iterator[str]:
    yield EVERY
    for name in sorted(lists):
        if name not in COMMON_LISTS:
            yield f"on={name}"
    for name in COMMON_LISTS:
        if name not in lists:
            yield f"off={name}"


def on(scope: str) -> tuple[str, str]:
    """The mark that a document on a list has, and the one that it does not have, if any."""
    if not scope:
        return EVERY, ""
    return (EVERY, f"off={scope}") if scope in COMMON_LISTS else (f"on={scope}", "")


def of_link(dimension: str, value: int) -> str:
    return f"{dimension}={value}"


def of_date(stated: PartialDate) -> tuple[str, ...]:
    """What a document of this date has."""
    found = []
    for precision, first in _parts(stated):
        found.append(f"y={first:%Y}")
        if precision == YEAR:
            found.append(f"wholey={first:%Y}")
            continue
        found.append(f"m={first:%Y%m}")
        found.append(f"wholem={first:%Y%m}" if precision == MONTH else f"d={first:%Y%m%d}")
    return tuple(dict.fromkeys(found))


def asked_by(asked: PartialDate) -> tuple[str, ...]:
    """Of which a document has one at least, if its date overlaps this one."""
    found = []
    for precision, first in _parts(asked):
        if precision == YEAR:
            found.append(f"y={first:%Y}")
            continue
        found.append(f"wholey={first:%Y}")
        if precision == MONTH:
            found.append(f"m={first:%Y%m}")
        else:
            found += [f"wholem={first:%Y%m}", f"d={first:%Y%m%d}"]
    return tuple(dict.fromkeys(found))


def _parts(stated: PartialDate) -> Iterator[tuple[str, date]]:
    """(precision, first day) of the longest parts that fill it, one after another."""
    first = stated.start
    while True:
        for precision in (YEAR, MONTH, DAY):
            start, end = whole(precision, first, first)
            if start == first and end <= stated.end:
                break
        yield precision, first
        if end == stated.end:
            return
        first = end + timedelta(days=1)
