"""A date as precisely as it is known: an interval of days, a precision and a qualifier.

    2016年            2016-01-01 … 2016-12-31   year
    2016年7月         2016-07-01 … 2016-07-31   month
    2016年9月25日     2016-09-25 … 2016-09-25   day
    2018年4月22—24日  2018-04-22 … 2018-04-24   range
    2016年3—5月       2016-03-01 … 2016-05-31   range, months
    2016年3月下旬     2016-03-21 … 2016-03-31   range, last_ten
    约2016年          2016-01-01 … 2016-12-31   year, about
    2016年之前        1949-10-01 … 2015-12-31   range, before

A year is never shown as a day, and "from 2016" starts on 1 January while "to
2016" ends on 31 December.
"""

from calendar import month_name, monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.text.dates.qualifiers import (
    ABOUT,
    AFTER,
    BEFORE,
    CHINESE,
    DAY,
    EARLIEST,
    ENGLISH,
    LATEST,
    MONTH,
    MONTHS,
    OPEN,
    RANGE,
    THIRDS,
    YEAR,
    YEARS,
    DateError,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class PartialDate:
    """Both ends are inclusive. Sorts by start, end, and the names of precision and qualifier."""

    start: date
    end: date
    precision: str
    qualifier: str = ""

    def __post_init__(self):
        if self.start > self.end:
            raise DateError(f"日期的终点 {self.end} 早于起点 {self.start}")
        if (self.start, self.end) != self._expected():
            raise DateError(f"{self.start} 至 {self.end} 与所选精度不符")

    def _expected(self) -> tuple[date, date] | None:
        """The ends that precision and qualifier ask for; None if the two do not go together."""
        start, end, precision = self.start, self.end, self.precision
        if self.qualifier == "" or (self.qualifier == ABOUT and precision != RANGE):
            return whole(precision, start, end)
        if precision != RANGE or start == end:
            return None
        if self.qualifier in THIRDS:
            third = THIRDS[self.qualifier]
            return third_of(third.unit, third.number, start)
        if self.qualifier in (MONTHS, YEARS):
            unit = MONTH if self.qualifier == MONTHS else YEAR
            first, last = whole(unit, start, start), whole(unit, end, end)
            return (first[0], last[1]) if first != last else None
        open_ends = {
            BEFORE: (EARLIEST, min(end, LATEST)),
            AFTER: (max(start, EARLIEST), LATEST),
        }
        return open_ends.get(self.qualifier)

    def overlaps(self, other: "PartialDate") -> bool:
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: "PartialDate") -> bool:
        return self.start <= other.start and other.end <= self.end

    def agrees_with(self, other: "PartialDate") -> bool:
        """Whether one of the two dates lies within the other, or may be the other.

        An uncertain date may be any day of its interval, and one that is 约 a day, month or year
        the next one on either side as well.
        """
        if self.contains(other) or other.contains(self):
            return True
        if not (self.is_uncertain or other.is_uncertain):
            return False
        first, last = self.possible, other.possible
        return first[0] <= last[1] and last[0] <= first[1]

    @property
    def is_open(self) -> bool:
        """Whether only one end is known; the other is never shown."""
        return self.qualifier in OPEN

    @property
    def is_uncertain(self) -> bool:
        return bool(self.qualifier) and self.qualifier not in (MONTHS, YEARS)

    @property
    def possible(self) -> tuple[date, date]:
        """The first and last possible day."""
        if self.qualifier != ABOUT:
            return self.start, self.end
        before = self.start - ONE_DAY if self.start > date.min else self.start
        after = self.end + ONE_DAY if self.end < date.max else self.end
        return whole(self.precision, before, before)[0], whole(self.precision, after, after)[1]

    @property
    def stated(self) -> tuple[date, date]:
        """The ends; of an open date twice the one that is known."""
        first = self.end if self.qualifier == BEFORE else self.start
        return first, self.start if self.qualifier == AFTER else self.end

    @property
    def named(self) -> "PartialDate":
        """The year, month or day in the words of a qualified date: 2016年 of 2016年之前."""
        if self.qualifier == ABOUT:
            return replace(self, qualifier="")
        if self.qualifier in THIRDS:
            return _of_day(THIRDS[self.qualifier].unit, self.start)
        # 2016年1月1日之前 is 2016年之前 too: the longest one is named.
        if self.qualifier == BEFORE:
            day = self.end + ONE_DAY
            units = (one for one in (YEAR, MONTH, DAY) if whole(one, day, day)[0] == day)
            return _of_day(next(units), day)
        if self.qualifier == AFTER:
            day = self.start - ONE_DAY
            units = (one for one in (YEAR, MONTH, DAY) if whole(one, day, day)[1] == day)
            return _of_day(next(units), day)
        return self

    @property
    def year(self) -> int:
        """The first year that its words name."""
        return self.named.start.year

    def __str__(self) -> str:
        """As printed in Chinese, never more precise than known."""
        if self.qualifier in CHINESE:
            return CHINESE[self.qualifier].format(self.named)
        if self.qualifier == YEARS:
            return f"{self.start.year}—{self.end.year}年"
        return f"{self.start.year}年{self.within_year}"

    @property
    def within_year(self) -> str:
        """The date without its first year: 9月25日, 4月22—24日, 年底; empty for a whole year.

        What cannot do without its year has it: 约2016年.
        """
        start, end = self.start, self.end
        if self.qualifier in THIRDS and THIRDS[self.qualifier].unit == YEAR:
            return f"年{THIRDS[self.qualifier].word}"
        if self.is_uncertain or self.qualifier == YEARS:
            return str(self)
        if self.precision == YEAR:
            return ""
        if self.precision == MONTH:
            return f"{start.month}月"
        first = f"{start.month}月{start.day}日"
        if self.precision == DAY:
            return first
        if self.qualifier == MONTHS:
            last = f"{end.month}月"
            same = start.year == end.year
            return f"{start.month}—{last}" if same else f"{start.month}月—{end.year}年{last}"
        if start.year != end.year:
            return f"{first}—{end.year}年{end.month}月{end.day}日"
        if start.month != end.month:
            return f"{first}—{end.month}月{end.day}日"
        return f"{start.month}月{start.day}—{end.day}日"

    @property
    def english(self) -> str:
        """25 September 2016, 22–24 April 2018, July 2016, 2016, early March 2016."""
        if self.qualifier in ENGLISH:
            return ENGLISH[self.qualifier].format(self.named.english)
        if self.qualifier == YEARS:
            return f"{self.start.year}–{self.end.year}"
        if self.precision == YEAR or self.start.year != self.end.year:
            return self.english_within_year or str(self.start.year)
        return f"{self.english_within_year} {self.start.year}"

    @property
    def english_within_year(self) -> str:
        start, end = self.start, self.end
        if self.is_uncertain or self.qualifier == YEARS:
            return self.english
        if self.precision == YEAR:
            return ""
        if self.precision == MONTH:
            return month_name[start.month]
        if self.qualifier == MONTHS:
            first, last = month_name[start.month], month_name[end.month]
            same = start.year == end.year
            return f"{first}–{last}" if same else f"{first} {start.year} – {last} {end.year}"
        first, last = (f"{day.day} {month_name[day.month]}" for day in (start, end))
        if self.precision == DAY:
            return first
        if start.year != end.year:
            return f"{first} {start.year} – {last} {end.year}"
        if start.month != end.month:
            return f"{first} – {last}"
        return f"{start.day}–{last}"

    @property
    def iso(self) -> str:
        """ISO 8601 at the known precision: 2016, 2016-07, 2016-07-27, or start/end."""
        if self.precision == YEAR:
            return f"{self.start.year:04d}"
        if self.precision == MONTH:
            return f"{self.start.year:04d}-{self.start.month:02d}"
        if self.precision == DAY:
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def machine_readable(self) -> str:
        """What an HTML time element may say: where it begins; "" for 约, 之前 and 之后."""
        if self.qualifier == "":
            return self.start.isoformat() if self.precision == RANGE else self.iso
        if self.qualifier in (MONTHS, YEARS):
            return _of_day(MONTH if self.qualifier == MONTHS else YEAR, self.start).iso
        return self.named.iso if self.qualifier in THIRDS else ""


def whole(precision: str, start: date, end: date) -> tuple[date, date]:
    """The first and last day of a date of this precision that begins at `start`."""
    if precision == YEAR:
        return date(start.year, 1, 1), date(start.year, 12, 31)
    if precision == MONTH:
        last = monthrange(start.year, start.month)[1]
        return start.replace(day=1), start.replace(day=last)
    if precision == DAY:
        return start, start
    if precision == RANGE and start < end:
        return start, end
    raise DateError(f"{start} 至 {end} 与所选精度不符")


def third_of(unit: str, number: int, day: date) -> tuple[date, date]:
    """The first and last day of a third of the month or year of `day`."""
    if unit == MONTH:
        last = (10, 20, monthrange(day.year, day.month)[1])[number]
        return day.replace(day=number * 10 + 1), day.replace(day=last)
    last_month = number * 4 + 4
    last = date(day.year, last_month, monthrange(day.year, last_month)[1])
    return date(day.year, number * 4 + 1, 1), last


def _of_day(precision: str, day: date) -> PartialDate:
    """The year or month of a day, or the day itself."""
    return PartialDate(*whole(precision, day, day), precision)


def timeline_date(own: PartialDate, twin: PartialDate, ruling: PartialDate | None) -> PartialDate:
    """The timeline date of a record whose document a second source (`twin`) dates as well.

    The ruling decides if there is one. Of two dates that agree, the narrower is used because
    it says more, the certain one of two that are as long. If they disagree and there is no
    ruling, the record's own date is used.
    """
    if ruling is not None:
        return ruling
    if not own.agrees_with(twin):
        return own
    return min(own, twin, key=lambda stated: (stated.end - stated.start, stated.is_uncertain))
