"""From the number of an entry to a place in the order, so that a page far down is read from near.

years {2023: 3, 2022: 5}, newest first: entry 4 is the second one that begins in 2022
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

WORTH = 500  # entries to skip from which on the month is looked for as well


class Position(NamedTuple):
    """Begin with the entries of `day`, or of the next one in the order, and leave out `skip`."""

    day: date
    skip: int


class Positions:
    """`years` are the numbers of entries that begin in each year.

    `months` returns those that begin in each month, as 201804, of a year; None if unknown.
    """

    def __init__(
        self, years: Mapping[int, int], months: Callable[[int], Mapping[int, int]] | None = None
    ):
        self._years, self._months = years, months

    def find(self, number: int, *, newest_first: bool) -> Position:
        """The position of the entry with this number from 0; there must be one."""
        year, skip = _find(self._years, number, newest_first)
        month = year * 100 + (12 if newest_first else 1)
        if skip > WORTH and self._months:
            months = self._months(year)
            if sum(months.values()) > skip:  # unless a change has been committed meanwhile
                month, skip = _find(months, skip, newest_first)
        year, month = divmod(month, 100)
        return Position(date(year, month, monthrange(year, month)[1] if newest_first else 1), skip)


def _find(periods: Mapping[int, int], number: int, newest_first: bool) -> tuple[int, int]:
    """(period of the entry, number of those before it in the period)."""
    for period in sorted(periods, reverse=newest_first):
        if number < periods[period]:
            return period, number
        number -= periods[period]
    raise IndexError(number)
