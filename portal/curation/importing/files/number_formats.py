"""Formats a number of an XLSX file as Chinese Excel shows it: 42578, format 31 → 2016年7月27日.

Knows no Django.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import isfinite
from pathlib import Path

from portal.text.numerals import TO_CHINESE, in_chinese

_CODES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
BUILT_IN = {int(number): code for number, code in _CODES.items()}
_TOKEN = re.compile(
    r'"(?P<literal>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<part>y+|e+|m+|d+|h+|s+|a{3,})|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DAYS = "一二三四五六日"
_FIRST, _FIRST_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LEAP_DAY = 60  # Excel's 1900-02-29, which did not exist; days before it are one less


class CellError(ValueError):
    """A Chinese sentence about one cell."""


class DateText(str):
    """A date as its cell shows it; `iso` is the date at the shown precision, "" with a time.

    `iso` contains the cell's year even if the format does not show it.
    """

    iso: str

    def __new__(cls, text: str, iso: str):
        made = super().__new__(cls, text)
        made.iso = iso
        return made


def show(number: str, code: str, *, is_1904: bool = False) -> str:
    """The text that Excel shows; raises CellError if it is uncertain."""
    value = float(number)
    if not isfinite(value):
        raise CellError(f"是 {number}，不是表格里能有的数。")
    code = code.partition(";")[0]
    if _is_date(code):
        return _show_date(_moment(value, is_1904), code)
    if not value.is_integer():
        raise CellError(
            f"是带小数的数 {number}，看不出原来写的是什么（2016.10 也会存成 2016.1）："
            "请把这一格设为“文本”，再写。"
        )
    if abs(value) >= 10**15:
        raise CellError(f"是 {number}，位数超过表格能准确保存的 15 位：请设为“文本”，再写。")
    return str(int(value))


def _is_date(code: str) -> bool:
    return "general" not in code.lower() and any(
        token["half"] or (token["part"] and token["part"][0] not in "eEaA") or _is_elapsed(token)
        for token in _TOKEN.finditer(code)
    )


def _is_elapsed(token: re.Match) -> bool:
    return bool(token["bracket"]) and re.fullmatch("h+|m+|s+", token["bracket"].lower()) is not None


def _moment(value: float, is_1904: bool) -> datetime:
    first = _FIRST_1904 if is_1904 else _FIRST + timedelta(days=value < _LEAP_DAY)
    try:
        if value < 0 or (not is_1904 and int(value) == _LEAP_DAY):
            raise OverflowError
        return first + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        raise CellError(f"是 {value}，不是表格里能有的日期。") from None


def read_iso(text: str, code: str) -> str:
    """Like `show` for a value in ISO 8601, as some programs write dates."""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        raise CellError(f"“{text}”不是日期。") from None
    return _show_date(moment, code if _is_date(code) else "yyyy-mm-dd")


def _show_date(moment: datetime, code: str) -> DateText:
    tokens = list(_TOKEN.finditer(code.partition(";")[0]))
    parts = [token["part"].lower() if token["part"] else "" for token in tokens]
    minutes = set(_minutes(parts))
    chinese = "[dbnum1]" in code.lower()
    has_half = any(token["half"] for token in tokens)
    shown, seen = "", set()
    for at, token in enumerate(tokens):
        part = "n" * len(parts[at]) if at in minutes else parts[at]
        if part:
            shown += _show_part(moment, part, has_half, chinese)
            seen.add("day" if part in ("d", "dd") else part[0])
        elif token["half"]:
            shown += token["half"].split("/")[moment.hour >= 12]
            seen.add("h")
        elif _is_elapsed(token):
            shown += str(moment.hour)
            seen.add("h")
        else:
            shown += token["literal"] or token["escaped"] or token["other"] or ""
    return DateText(shown.strip(), _iso(moment, seen))


def _iso(moment: datetime, seen: set[str]) -> str:
    if seen & set("hns"):
        return ""
    if "day" in seen:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m}" if "m" in seen else f"{moment:%Y}"


def _minutes(parts: list[str]) -> Iterator[int]:
    """The positions where m means minutes: after hours or before seconds."""
    filled = [(at, part) for at, part in enumerate(parts) if part]
    for place, (at, part) in enumerate(filled):
        before = filled[place - 1][1][0] if place else ""
        after = filled[place + 1][1][0] if place + 1 < len(filled) else ""
        if part in ("m", "mm") and (before == "h" or after == "s"):
            yield at


def _show_part(moment: datetime, part: str, has_half: bool, chinese: bool) -> str:
    kind, length = part[0], len(part)
    if kind in "ye":
        year = f"{moment:%Y}" if kind == "e" or length > 2 else f"{moment:%y}"
        return year.translate(TO_CHINESE) if chinese else year
    if kind == "m" and length > 2:
        return f"{moment:%b}"
    if kind == "d" and length > 2:
        return f"{moment:%a}"
    if kind == "a":
        return ("星期" if length > 3 else "") + _DAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if has_half else moment.hour
    numbers = {"m": moment.month, "d": moment.day, "h": hour}
    number = numbers.get(kind, moment.minute if kind == "n" else moment.second)
    if chinese:
        return in_chinese(number) or "〇"
    return str(number).zfill(min(length, 2))
