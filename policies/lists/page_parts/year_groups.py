"""Groups the rows of a page by years and months."""

from dataclasses import dataclass
from itertools import groupby

from portal.text.dates import YEAR, read_query
from portal.web.rendering.date_format import format_date, format_within_year
from portal.web.rows import Row


@dataclass(frozen=True)
class MonthGroup:
    """`anchor` is 2018-04, or empty if the month had a heading before; `label` is 4月.

    Both are empty for entries with only a year.
    """

    anchor: str
    label: str
    rows: list[Row]


@dataclass(frozen=True)
class YearGroup:
    anchor: str
    label: str
    months: list[MonthGroup]
    count: int


def by_year_and_month(rows: list[Row]) -> list[YearGroup]:
    """Groups runs of `rows` without reordering, so that pages follow on from one another."""
    years, seen = [], set()
    for year, of_year in groupby(rows, key=lambda row: f"{row.date.start.year:04d}"):
        months = []
        for month, of_month in groupby(of_year, key=_month):
            anchor = "" if month in seen else month
            seen.add(month)
            label = format_within_year(read_query(month)) if month else ""
            months.append(MonthGroup(anchor, label, list(of_month)))
        count = sum(len(month.rows) for month in months)
        years.append(YearGroup(year, format_date(read_query(year)), months, count))
    return years


def anchors(years: list[YearGroup]) -> set[str]:
    return {group.anchor for year in years for group in (year, *year.months)} - {""}


def _month(row: Row) -> str:
    start = row.date.start
    return "" if row.date.precision == YEAR else f"{start.year:04d}-{start.month:02d}"
