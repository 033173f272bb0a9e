"""Groups the rows of a page by years and months."""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from portal.text.dates import YEAR, read_query
from portal.web.rendering.date_format import formatter, formatter_within_year
from portal.web.rows import Row


class MonthGroup(NamedTuple):
    """`anchor` is 2018-04, or empty if the month had a heading before; `label` is 4月.

    Both are empty for entries with only a year.
    """

    anchor: str
    label: str
    rows: list[Row]


class YearGroup(NamedTuple):
    anchor: str
    label: str
    months: list[MonthGroup]
    count: int


def by_year_and_month(rows: list[Row]) -> list[YearGroup]:
    """Groups runs of `rows` without reordering, so that pages follow on from one another."""
    years, seen = [], set()
    name_of_year, name_of_month = formatter(), formatter_within_year()
    of_months = [(*at, list(run)) for at, run in groupby(rows, key=_year_and_month)]
    for year, of_year in groupby(of_months, key=itemgetter(0)):
        months = []
        for _, month, of_month in of_year:
            anchor = "" if month in seen else month
            seen.add(month)
            label = name_of_month(read_query(month)) if month else ""
            months.append(MonthGroup(anchor, label, of_month))
        count = sum(len(month.rows) for month in months)
        years.append(YearGroup(year, name_of_year(read_query(year)), months, count))
    return years


def anchors(years: list[YearGroup]) -> set[str]:
    return {group.anchor for year in years for group in (year, *year.months)} - {""}


def _year_and_month(row: Row) -> tuple[str, str]:
    """("2018", "2018-04"); no month if only the year is known."""
    day, is_year = row.date.start.isoformat(), row.date.precision == YEAR
    return day[:4], "" if is_year else day[:7]
