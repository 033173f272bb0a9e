"""A date as precisely as it is known: an interval of days and a precision.

    2016年            2016-01-01 … 2016-12-31   year
    2016年7月         2016-07-01 … 2016-07-31   month
    2016年9月25日     2016-09-25 … 2016-09-25   day
    2018年4月22—24日  2018-04-22 … 2018-04-24   range

A year is never shown as a day, and "from 2016" starts on 1 January while "to
2016" ends on 31 December. Knows no Django, because the readers of the source texts
use this module as well as models, forms and pages.
"""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

YEAR, MONTH, DAY, RANGE = "year", "month", "day", "range"
OLDEST = 1000  # the first year that is written with four digits

_QUERY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PRINTED = re.compile(
    r"""(?:(?P<year>[0-9]{4})\s*年)?
        (?:(?P<month>[0-9]{1,2})\s*月
           (?:(?P<day>[0-9]{1,2})\s*日?
              (?:[—–~～至-]
                 (?:(?P<end_year>[0-9]{4})\s*年)?
                 (?:(?P<end_month>[0-9]{1,2})\s*月)?
                 (?P<end_day>[0-9]{1,2})\s*日)?
           )?
        )?""",
    re.VERBOSE,
)
_TYPED = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE = {digit: str(at) for at, digit in enumerate("〇一二三四五六七八九")}
_CHINESE |= dict.fromkeys("零○◯", "0")
_NUMERAL = re.compile(f"[{''.join(_CHINESE)}十]+")
_TENS = re.compile("([一二三]?)十([一二三四五六七八九]?)")
_BLANK = re.compile(r"\s+(?=[年月日—–~～至-])|(?<=[年月日—–~～至-])\s+")
DATE_FORMATS = "可写作 2016、2016年7月、2016-07-27、二〇一六年七月二十七日、2018年4月22—24日"
_DAY = r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
_TYPED_RANGE = re.compile(rf"{_DAY}(?:\s*[—–~～至到/]+\s*| - |--){_DAY}")


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translation catalogues; it is translated when it is shown."""
    return sentence


class DateError(ValueError):
    """A text that cannot be read as a date; the message is a Chinese sentence.

    `sentence` is the message before its `values` are filled in.
    """

    def __init__(self, sentence: str, **values):
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


@dataclass(frozen=True, order=True)
class PartialDate:
    """Both ends are inclusive. Sorts by start, end, and the name of the precision."""

    start: date
    end: date
    precision: str

    def __post_init__(self):
        if self.start > self.end:
            raise DateError(f"日期的终点 {self.end} 早于起点 {self.start}")
        expected = whole(self.precision, self.start, self.end)
        if (self.start, self.end) != expected:
            raise DateError(f"{self.start} 至 {self.end} 与所选精度不符")

    def overlaps(self, other: "PartialDate") -> bool:
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: "PartialDate") -> bool:
        return self.start <= other.start and other.end <= self.end

    def agrees_with(self, other: "PartialDate") -> bool:
        """Whether one of the two dates lies within the other."""
        return self.contains(other) or other.contains(self)

    def __str__(self) -> str:
        """As printed in Chinese, never more precise than known."""
        return f"{self.start.year}年{self.within_year}"

    @property
    def within_year(self) -> str:
        """The date without its first year: 9月25日, 4月22—24日; empty for a whole year."""
        start, end = self.start, self.end
        if self.precision == YEAR:
            return ""
        if self.precision == MONTH:
            return f"{start.month}月"
        first = f"{start.month}月{start.day}日"
        if self.precision == DAY:
            return first
        if start.year != end.year:
            return f"{first}—{end.year}年{end.month}月{end.day}日"
        if start.month != end.month:
            return f"{first}—{end.month}月{end.day}日"
        return f"{start.month}月{start.day}—{end.day}日"

    @property
    def english(self) -> str:
        """25 September 2016, 22–24 April 2018, July 2016, 2016."""
        if self.precision == YEAR or self.start.year != self.end.year:
            return self.english_within_year or str(self.start.year)
        return f"{self.english_within_year} {self.start.year}"

    @property
    def english_within_year(self) -> str:
        start, end = self.start, self.end
        if self.precision == YEAR:
            return ""
        if self.precision == MONTH:
            return month_name[start.month]
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


def _build(text: str, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    precision = DAY if day is not None else MONTH if month is not None else YEAR
    try:
        start = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise DateError(gettext_noop("没有“%(text)s”这个日期"), text=text) from None
    return PartialDate(*whole(precision, start, start), precision)


@lru_cache(maxsize=1024)  # a list's page reads the same years and months several times
def read_query(text: str) -> PartialDate:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as in addresses; anything else is a DateError."""
    match = _QUERY.fullmatch(text)
    if not match:
        raise DateError(
            gettext_noop("“%(text)s”不是日期：请写作 2016、2016-07 或 2016-07-27"), text=text
        )
    return _build(text, *(int(part) if part is not None else None for part in match.groups()))


def read_printed(text: str, year: int | None = None) -> PartialDate:
    """A date as the sources print it: 2016年, 2016年7月, 9月25日, 10月18—24日.

    Also 二〇一六年七月二十七日 and 2016 年 7 月 27 日. `year` is used for a date that
    names no year, as under the heading of a year.
    """
    plain = _in_digits(text)
    match = _PRINTED.fullmatch(plain)
    if not match or not plain:
        raise DateError(f"“{text}”无法识别为日期：{DATE_FORMATS}")
    if match["day"] and not plain.endswith("日"):
        raise DateError(f"“{text}”缺“日”字")
    part = {name: int(value) if value else None for name, value in match.groupdict().items()}
    stated = part["year"] or year
    if stated is None:
        raise DateError(f"“{text}”没有年份")
    if stated < OLDEST:
        raise DateError(f"“{text}”的年份不足四位")
    first = _build(text, stated, part["month"], part["day"])
    if part["end_day"] is None:
        return first
    last = _build(
        text, part["end_year"] or stated, part["end_month"] or part["month"], part["end_day"]
    )
    if last.start <= first.start:
        raise DateError(f"“{text}”的终点不晚于起点")
    return PartialDate(first.start, last.start, RANGE)


def _in_digits(text: str) -> str:
    """２０１６ 年 十 月 → 2016年10月; other text is unchanged."""
    text = _NUMERAL.sub(_digits, text.strip().translate(_FULL_WIDTH))
    return _BLANK.sub("", text) if re.search("[年月]", text) else text


def _digits(numeral: re.Match) -> str:
    """二〇一六 → 2016, 二十七 → 27."""
    if "十" not in numeral[0]:
        return "".join(map(_CHINESE.get, numeral[0]))
    if match := _TENS.fullmatch(numeral[0]):
        tens, ones = match.groups()
        return _CHINESE[tens or "一"] + _CHINESE[ones or "〇"]
    return numeral[0]


def read_typed(text: str, year: int | None = None) -> PartialDate:
    """A date as people type it: 2016, 2016-7-27, 2016/7/27, and all that `read_printed` reads.

    Ranges too: 2018-04-22 至 2018-04-24. Digits may be full-width.
    """
    typed, text = text, _in_digits(text)
    if re.match("0[0-9]{3}", text):
        raise DateError(f"“{text}”的年份不足四位")
    if re.fullmatch("[0-9]{4}", text):
        return _build(text, int(text))
    if match := _TYPED_RANGE.fullmatch(text):
        first, last = (read_typed(day) for day in match.groups())
        if last.start <= first.start:
            raise DateError(f"“{text}”的终点不晚于起点")
        return PartialDate(first.start, last.start, RANGE)
    if match := _TYPED.fullmatch(text):
        return _build(text, *(int(part) if part else None for part in match.groups()))
    return read_printed(typed, year)


def timeline_date(own: PartialDate, twin: PartialDate, ruling: PartialDate | None) -> PartialDate:
    """The timeline date of a record whose document a second source (`twin`) dates as well.

    The ruling decides if there is one. Of two dates that agree, the narrower is used because
    it says more. If they disagree and there is no ruling, the record's own date is used.
    """
    if ruling is not None:
        return ruling
    if not own.agrees_with(twin):
        return own
    return min(own, twin, key=lambda stated: stated.end - stated.start)
