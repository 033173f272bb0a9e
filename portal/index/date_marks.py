"""Marks of dates, by which the text index finds what is dated in a year, a month or a day.

A date is cut into the whole years, whole months and single days that fill it. Each of these
parts has marks in the listing's text, and others by which it is asked for, so that two dates
overlap just where one has a mark that the other asks for:

                 is marked as                    asks for
    2016年       2016, whole 2016                2016
    2016年9月    2016, September, whole September    September, whole 2016
    9月25日      2016, September, the 25th       the 25th, whole September, whole 2016
"""

from collections.abc import Iterator
from datetime import date, timedelta

from portal.text.dates import DAY, MONTH, YEAR, PartialDate, whole

# Of the private plane, apart from what SQLite's index writes for signs. A mark is a year's
# character, alone or before that of a month or a day: one token of a text index in any case.
_YEARS, _WHOLE_YEAR, _MONTHS, _WHOLE_MONTHS, _DAYS = 0xF3000, 0xF6000, 0xF6010, 0xF6020, 0xF6100


def marks(stated: PartialDate) -> tuple[str, ...]:
    """What the text of a listing of this date has."""
    found = []
    for precision, first in _parts(stated):
        year = chr(_YEARS + first.year)
        found.append(year)
        if precision == YEAR:
            found.append(year + chr(_WHOLE_YEAR))
            continue
        found.append(year + chr(_MONTHS + first.month))
        found.append(year + (_whole_month(first) if precision == MONTH else _day(first)))
    return tuple(dict.fromkeys(found))


def sought(asked: PartialDate) -> tuple[str, ...]:
    """Of which the text of a listing has one at least, if its date overlaps this one."""
    found = []
    for precision, first in _parts(asked):
        year = chr(_YEARS + first.year)
        if precision == YEAR:
            found.append(year)
            continue
        found.append(year + chr(_WHOLE_YEAR))
        if precision == MONTH:
            found.append(year + chr(_MONTHS + first.month))
        else:
            found += [year + _whole_month(first), year + _day(first)]
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


def _whole_month(first: date) -> str:
    return chr(_WHOLE_MONTHS + first.month)


def _day(day: date) -> str:
    return chr(_DAYS + 32 * day.month + day.day)
