"""Converts the text of a cell to a value of a record, and back.

A cell that cannot be read raises ValueError with a Chinese sentence that quotes it.
"""

import re
from collections.abc import Iterable
from typing import Any

from portal.curation.importing.files.number_formats import DateText
from portal.curation.importing.references import References
from portal.models.base import RecordTable
from portal.text.dates import YEAR, DateError, PartialDate, read_typed

YEAR_HEADER = "年份"
_CUT_OFF = re.compile(r"[0-9]{4}\.1")  # 2016.10 as a number
YES, NO = {"是", "true", "1"}, {"否", "false", "0", ""}

Cells = dict[str, str]  # header → text, for one row


class TextCell:
    guidance = ""  # how to write it, for curators; "" if the column describes it

    def __init__(self, *, strip: bool = True):
        self.strip = strip

    def read(self, text: str, row: Cells) -> Any:
        text = text.replace("\r\n", "\n")
        return text.strip() if self.strip else text

    def write(self, value: Any) -> str:
        return "" if value is None else str(value)


class NumberCell(TextCell):
    guidance = "整数。"

    def read(self, text, row) -> int | None:
        text = text.strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 20):
            raise ValueError(f"“{text}”不是整数。")
        return int(text) if text else None


class YesNoCell(TextCell):
    def read(self, text, row) -> bool:
        word = text.strip().lower()
        if word not in YES | NO:
            raise ValueError(f"“{text}”须写“是”或“否”。")
        return word in YES

    def write(self, value):
        return "是" if value else "否"


class ChoiceCell(TextCell):
    """The label of a choice, or its stored value."""

    def __init__(self, choices: Iterable[tuple[str, str]]):
        super().__init__()
        self.labels = {value: str(label) for value, label in choices}
        self.known = "、".join(self.labels.values())
        self.guidance = f"{self.known}。"

    def read(self, text, row) -> str:
        text = text.strip()
        for stored, label in self.labels.items():
            if text in (stored, label):
                return stored
        if text:
            raise ValueError(f"“{text}”不在可用的写法里：{self.known}。")
        return ""

    def write(self, value):
        return self.labels.get(value, value or "")


class ReferenceCell(TextCell):
    guidance = "名称或地址标识。"

    def __init__(self, references: References):
        super().__init__()
        self.references = references

    def read(self, text, row) -> RecordTable | None:
        text = text.strip()
        return self.references.find(text) if text else None

    def write(self, value):
        return self.references.name_of(value) if value else ""


class DateCell(TextCell):
    """A date as people type it; if it has no year, the column 年份 gives it."""

    guidance = (
        "2016、2016年7月、2016-07-27、2016/7/27、二〇一六年七月二十七日、2018年4月22—24日；"
        "写了年份的，也可只写 7月27日。表格里的日期照显示的读；2016.10 一类须设为文本。"
    )

    def read(self, text, row) -> PartialDate | None:
        typed, year = text.strip(), _year(row.get(YEAR_HEADER, "").strip())
        if not typed:
            return read_typed(str(year)) if year else None
        if _CUT_OFF.fullmatch(typed):
            raise ValueError(
                f"“{typed}”可能是 1 月，也可能原是 {typed}0，被表格去掉了末尾的 0："
                f"请写 {typed[:4]}年1月 或 {typed[:4]}年10月。"
            )
        try:
            date = _date(typed, text.iso if isinstance(text, DateText) else "", year)
        except DateError as error:
            raise ValueError(f"{error}。") from error
        if year and date.start.year != year:
            raise ValueError(f"“{typed}”不在年份 {year}。")
        return date


def _year(text: str) -> int | None:
    if not text:
        return None
    try:
        date = read_typed(text)
    except DateError:
        date = None
    if date is None or date.precision != YEAR:
        raise ValueError(f"年份“{text}”须是四位数字。")
    return date.start.year


def _date(text: str, iso: str, year: int | None) -> PartialDate:
    """The date in `text`, or `iso` if the spreadsheet's cell has a year but does not show it."""
    try:
        return read_typed(text, year)
    except DateError:
        if not iso:
            raise
        return read_typed(iso)
