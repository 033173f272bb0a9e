"""Reads dates as addresses have them, as the sources print them, and as people type them."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from portal.text.dates.partial_date import ONE_DAY, PartialDate, third_of, whole
from portal.text.dates.qualifiers import (
    ABOUT,
    AFTER,
    BEFORE,
    DAY,
    EARLIEST,
    LATEST,
    MONTH,
    MONTHS,
    RANGE,
    THIRDS,
    YEAR,
    YEARS,
    DateError,
)

OLDEST = 1000  # the first year that is written with four digits

_QUERY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_TO = "(?:——|[—–~～至-])"
_PRINTED = re.compile(
    rf"""(?:(?P<year>[0-9]{{4}})\s*年)?
        (?:(?P<month>[0-9]{{1,2}})\s*月
           (?:(?P<day>[0-9]{{1,2}})\s*日?
              (?:{_TO}
                 (?:(?P<end_year>[0-9]{{4}})\s*年)?
                 (?:(?P<end_month>[0-9]{{1,2}})\s*月)?
                 (?P<end_day>[0-9]{{1,2}})\s*日)?
           )?
        )?""",
    re.VERBOSE,
)
_MONTHS = re.compile(
    rf"""(?:(?P<year>[0-9]{{4}})年)?(?P<month>[0-9]{{1,2}})月?{_TO}
         (?:(?P<end_year>[0-9]{{4}})年)?(?P<end_month>[0-9]{{1,2}})月""",
    re.VERBOSE,
)
_YEARS = re.compile(rf"([0-9]{{4}})年?{_TO}([0-9]{{4}})年")
_TYPED_YEARS = re.compile(rf"([0-9]{{4}})\s*{_TO}\s*([0-9]{{4}})")
_THIRD_OF_MONTH = re.compile("(?P<month>.*[0-9]月)(?P<word>上旬|中旬|下旬|[初中底末])")
_THIRD_OF_YEAR = re.compile("(?:(?P<year>[0-9]{4})年?)?年(?P<word>[初中底末])")
_THIRD = {(third.unit, third.word): name for name, third in THIRDS.items()}
_THIRD |= {(unit, "末"): _THIRD[unit, "底"] for unit in (MONTH, YEAR)}
_ABOUT = re.compile(r"(?:约于|约在|大约|大概|约)\s*(.+)|(.+?)\s*(?:左右|前后)")
_OPEN = re.compile(r"(?P<date>.+?)\s*(?:(?P<before>之前|以前|前)|之后|以后|后)")
_TYPED = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE = {digit: str(at) for at, digit in enumerate("〇一二三四五六七八九")}
_CHINESE |= dict.fromkeys("零○◯", "0")
_NUMERAL = re.compile(f"[{''.join(_CHINESE)}十]+")
_TENS = re.compile("([一二三]?)十([一二三四五六七八九]?)")
_BLANK = re.compile(r"\s+(?=[年月日—–~～至-])|(?<=[年月日—–~～至-])\s+")
DATE_FORMATS = (
    "可写作 2016、2016年7月、2016-07-27、二〇一六年七月二十七日、2018年4月22—24日、2016年3—5月、"
    "2016年3月下旬、2016年底、约2016年、2016年之前"
)
_ONE_DAY = r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
_TYPED_RANGE = re.compile(rf"{_ONE_DAY}(?:\s*[—–~～至到/]+\s*| - |--){_ONE_DAY}")

Reader = Callable[[str, int | None], PartialDate]


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translation catalogues; it is translated when it is shown."""
    return sentence


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

    Also 二〇一六年七月二十七日 and 2016 年 7 月 27 日, months and years from one to another
    (2016年3月至5月), and uncertain dates (约2016年, 2016年3月下旬, 2016年之前). `year` is used
    for a date that names no year, as under the heading of a year.
    """
    return _uncertain(text, year, _printed) or _printed(text, year)


def read_typed(text: str, year: int | None = None) -> PartialDate:
    """A date as people type it: 2016, 2016-7-27, 2016/7/27, and all that `read_printed` reads.

    Ranges too: 2018-04-22 至 2018-04-24. Digits may be full-width.
    """
    return _uncertain(text, year, _typed) or _typed(text, year)


def _printed(text: str, year: int | None) -> PartialDate:
    plain = _in_digits(text)
    if found := _of_months_or_years(text, plain, year):
        return found
    match = _PRINTED.fullmatch(plain)
    if not match or not plain:
        raise DateError(f"“{text}”无法识别为日期：{DATE_FORMATS}")
    if match["day"] and not plain.endswith("日"):
        raise DateError(f"“{text}”缺“日”字")
    part = _numbers(match)
    stated = _year(text, part["year"] or year)
    first = _build(text, stated, part["month"], part["day"])
    if part["end_day"] is None:
        return first
    last = _build(
        text, part["end_year"] or stated, part["end_month"] or part["month"], part["end_day"]
    )
    return _range(text, first, last)


def _typed(text: str, year: int | None) -> PartialDate:
    typed, text = text, _in_digits(text)
    if re.match("0[0-9]{3}", text):
        raise DateError(f"“{text}”的年份不足四位")
    if re.fullmatch("[0-9]{4}", text):
        return _build(text, int(text))
    if match := _TYPED_RANGE.fullmatch(text):
        return _range(text, *(_typed(day, None) for day in match.groups()))
    if match := _TYPED_YEARS.fullmatch(text):
        return _range(text, *(_build(text, int(one)) for one in match.groups()), YEARS)
    if match := _TYPED.fullmatch(text):
        return _build(text, *(int(part) if part else None for part in match.groups()))
    return _printed(typed, year)


def _of_months_or_years(text: str, plain: str, year: int | None) -> PartialDate | None:
    """2016年3月至5月, 2016—2018年."""
    if match := _MONTHS.fullmatch(plain):
        part = _numbers(match)
        stated = _year(text, part["year"] or year)
        first = _build(text, stated, part["month"])
        return _range(
            text, first, _build(text, part["end_year"] or stated, part["end_month"]), MONTHS
        )
    if match := _YEARS.fullmatch(plain):
        return _range(text, *(_build(text, _year(text, int(one))) for one in match.groups()), YEARS)
    return None


def _uncertain(text: str, year: int | None, read: Reader) -> PartialDate | None:
    """约2016年, 2016年之前, 2016年3月下旬; None if the text has no such words.

    `read` reads what they are said of.
    """
    plain = _in_digits(text)
    if match := _ABOUT.fullmatch(plain):
        return _about(text, _said(match[1] or match[2], year, read))
    if match := _OPEN.fullmatch(plain):
        return _open(text, _said(match["date"], year, read), is_before=bool(match["before"]))
    if match := _THIRD_OF_MONTH.fullmatch(plain):
        return _third(MONTH, match["word"], read(match["month"], year).start)
    match = _THIRD_OF_YEAR.fullmatch(plain)
    if match and (match["year"] or year):
        stated = _year(text, int(match["year"] or year))
        return _third(YEAR, match["word"], _build(text, stated).start)
    return None


def _said(text: str, year: int | None, read: Reader) -> PartialDate:
    return _uncertain(text, year, read) or read(text, year)


def _about(text: str, said: PartialDate) -> PartialDate:
    if said.precision == RANGE or said.qualifier:
        raise DateError(f"“{text}”无法识别为日期：“约”只用于一年、一个月或一天")
    return PartialDate(said.start, said.end, said.precision, ABOUT)


def _open(text: str, said: PartialDate, *, is_before: bool) -> PartialDate:
    """The days before or after a date, which itself is not one of them."""
    if said.precision == RANGE or said.qualifier:
        raise DateError(f"“{text}”无法识别为日期：“之前”“之后”只用于一年、一个月或一天")
    if is_before:
        if said.start - ONE_DAY <= EARLIEST:
            raise DateError(f"“{text}”太早：“之前”须在 {EARLIEST.year} 年 {EARLIEST.month} 月之后")
        return PartialDate(EARLIEST, said.start - ONE_DAY, RANGE, BEFORE)
    if said.end >= LATEST or said.end < EARLIEST:
        raise DateError(f"“{text}”不在 {EARLIEST.year} 年至 {LATEST.year} 年之间")
    return PartialDate(said.end + ONE_DAY, LATEST, RANGE, AFTER)


def _third(unit: str, word: str, day: date) -> PartialDate:
    name = _THIRD[unit, word]
    return PartialDate(*third_of(unit, THIRDS[name].number, day), RANGE, name)


def _numbers(match: re.Match) -> dict[str, int | None]:
    return {name: int(value) if value else None for name, value in match.groupdict().items()}


def _year(text: str, stated: int | None) -> int:
    if stated is None:
        raise DateError(f"“{text}”没有年份")
    if stated < OLDEST:
        raise DateError(f"“{text}”的年份不足四位")
    return stated


def _range(text: str, first: PartialDate, last: PartialDate, qualifier: str = "") -> PartialDate:
    if last.start <= first.start:
        raise DateError(f"“{text}”的终点不晚于起点")
    return PartialDate(first.start, last.end, RANGE, qualifier)


def _build(text: str, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    precision = DAY if day is not None else MONTH if month is not None else YEAR
    try:
        start = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise DateError(gettext_noop("没有“%(text)s”这个日期"), text=text) from None
    return PartialDate(*whole(precision, start, start), precision)


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
