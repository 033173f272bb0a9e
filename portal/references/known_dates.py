"""A date for formats of references, never more precise than the source states it.

2016年9月25日      (2016, 9, 25)
2016年9月          (2016, 9)
2018年4月22—24日   (2018, 4, 22) to (2018, 4, 24)
2016年3—5月        (2016, 3) to (2016, 5)
约2016年           (2016,), circa
2016年3月下旬      (2016, 3): no format has a word for its last ten days
2016年之前         nothing, because one end is unknown
"""

from datetime import date
from itertools import takewhile
from typing import NamedTuple

from portal.text.dates import ABOUT, DAY, MONTH, MONTHS, RANGE, YEAR, YEARS, PartialDate

Parts = tuple[int, ...]  # year; year, month; year, month, day
_LENGTHS = {YEAR: 1, MONTH: 2, DAY: 3, RANGE: 3}


class KnownDate(NamedTuple):
    """`last` is the other end of a range."""

    first: Parts
    last: Parts | None = None
    is_circa: bool = False

    def common(self) -> Parts:
        """What is known of both ends of a range: its year, or its year and month."""
        if self.last is None:
            return self.first
        ends = zip(self.first, self.last, strict=True)
        return tuple(one for one, _ in takewhile(lambda parts: parts[0] == parts[1], ends))

    def joined(self, separator: str) -> str:
        """As in 2016-09, or 2018-04-22/2018-04-24."""
        ends = [self.first] if self.last is None else [self.first, self.last]
        return separator.join(iso(end) for end in ends)


def known(stated: PartialDate | None) -> KnownDate | None:
    """None for a date with an open end, and for none."""
    if stated is None or stated.is_open:
        return None
    if stated.precision == RANGE and stated.qualifier in ("", MONTHS, YEARS):
        length = {MONTHS: 2, YEARS: 1}.get(stated.qualifier, 3)
        return KnownDate(_parts(stated.start, length), _parts(stated.end, length))
    named = stated.named
    is_circa = stated.qualifier == ABOUT
    return KnownDate(_parts(named.start, _LENGTHS[named.precision]), is_circa=is_circa)


def _parts(day: date, length: int) -> Parts:
    return (day.year, day.month, day.day)[:length]


def iso(parts: Parts) -> str:
    return "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])
