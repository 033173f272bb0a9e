"""Groups the rows of a page by years and months."""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext

from portal.text.dates import YEAR, PartialDate, read_query
from portal.web.rendering.date_format import formatter, formatter_within_year
from portal.web.rows import Row


class MonthGroup(NamedTuple):
    """`anchor` is 2018-04, or empty if the month had a heading before; `label` is 4月.

    Both are empty for entries with only a year. A date of several months, or an uncertain one,
    is its own label, without an anchor: 年底, 约2016年.
    """

    anchor: str
    label: str
    rows: list[Row]


class YearGroup(NamedTuple):
    """`anchor` is 2018, or another one if the year had a heading before.

    Entries of which only one end is known (2016年之前) are in no year.
    """

    anchor: str
    label: str
    months: list[MonthGroup]
    count: int


def by_year_and_month(rows: list[Row]) -> list[YearGroup]:
    """Groups runs of `rows` without reordering, so that pages follow on from one another."""
    years, seen = [], set()
    format_date, name_of_month = formatter(), formatter_within_year()
    of_months = [(*at, list(run)) for at, run in groupby(rows, key=_year_and_month)]
    for year, of_year in groupby(of_months, key=itemgetter(0)):
        months = []
        for _, month, of_month in of_year:
            if isinstance(month, PartialDate):
                months.append(MonthGroup("", name_of_month(month), of_month))
                continue
            anchor = "" if month in seen else month
            seen.add(month)
            label = name_of_month(read_query(month)) if month else ""
            months.append(MonthGroup(anchor, label, of_month))
        count = sum(len(month.rows) for month in months)
        anchor = f"part-{len(years)}" if year in {*seen, ""} else year
        seen.add(year)
        label = format_date(read_query(year)) if year else gettext("年份不详")
        years.append(YearGroup(anchor, label, months, count))
    return years


def anchors(years: list[YearGroup]) -> set[str]:
    return {group.anchor for year in years for group in (year, *year.months)} - {""}


def _year_and_month(row: Row) -> tuple[str, str | PartialDate]:
    """("2018", "2018-04"); no month if only the year is known, no year if not even that.

    A date that is neither within a month nor a plain range of days stands for its month.
    """
    date = row.date
    day, is_year = date.start.isoformat(), date.precision == YEAR
    if date.qualifier and (is_year or date.end.isoformat()[:7] != day[:7]):
        return "" if date.is_open else day[:4], date
    return day[:4], "" if is_year else day[:7]
