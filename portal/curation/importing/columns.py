"""The columns of a spreadsheet: how to read their cells into a record, and how to write them.

A cell that cannot be read raises ValueError with a Chinese sentence that quotes it.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.curation.importing.files.number_formats import DateText
from portal.curation.importing.references import References
from portal.models.base import RecordTable
from portal.text.dates import YEAR, DateError, PartialDate, read_typed

YEAR_HEADER = "年份"
_CUT_OFF = re.compile(r"[0-9]{4}\.1")  # 2016.10 as a number

Cells = dict[str, str]  # header → text, for one row


class Column:
    """A column of texts; `guidance` tells curators how to write its cells."""

    guidance = ""
    references: References | None = None
    prefetch: str | models.Prefetch = ""  # what exports and imports need beside the record

    def __init__(self, attribute: str, header: str, guidance: str = ""):
        self.attribute, self.header = attribute, header
        self.guidance = self.guidance or guidance

    def names_in(self, text: str) -> set[str]:
        """The parts of a cell's text that may be names of other records."""
        return {text}

    def read(self, row: Cells) -> Any:
        return self.convert(row[self.header].strip())

    def convert(self, text: str) -> Any:
        return text

    def format(self, value: Any) -> str:
        return "" if value is None else str(value)

    def value(self, record: RecordTable) -> Any:
        """The record's value; None if a new record has no value yet."""
        return getattr(record, self.attribute, None)

    def set(self, record: RecordTable, row: Cells) -> None:
        setattr(record, self.attribute, self.read(row))

    def export(self, record: RecordTable) -> str:
        return self.format(self.value(record))


class VerbatimColumn(Column):
    """Texts in which spaces at the ends matter."""

    def read(self, row):
        return row[self.header]


class NumberColumn(Column):
    guidance = "整数。"

    def convert(self, text) -> int | None:
        if text and not (text.isascii() and text.isdecimal() and len(text) < 20):
            raise ValueError(f"“{text}”不是整数。")
        return int(text) if text else None


class ChoiceColumn(Column):
    """The label of a choice, or its stored value."""

    def __init__(self, attribute: str, header: str, choices: Iterable[tuple[str, str]]):
        self.labels = {value: str(label) for value, label in choices}
        self.known = "、".join(self.labels.values())
        super().__init__(attribute, header, f"{self.known}。")

    def convert(self, text) -> str:
        for stored, label in self.labels.items():
            if text in (stored, label):
                return stored
        if text:
            raise ValueError(f"“{text}”不在可用的写法里：{self.known}。")
        return ""

    def format(self, value):
        return self.labels.get(value, value or "")


class ReferenceColumn(Column):
    guidance = "名称或地址标识。"

    def __init__(self, attribute: str, header: str, model: type[RecordTable]):
        super().__init__(attribute, header)
        self.references = References(model)
        self.prefetch = "__".join([attribute, *model.reference_names[0].split("__")[:-1]])

    def convert(self, text) -> RecordTable | None:
        return self.references.find(text) if text else None

    def format(self, value):
        return self.references.name_of(value) if value else ""


class DateColumn(Column):
    """A date as people type it; if it has no year, the column 年份 gives it."""

    guidance = (
        "2016、2016年7月、2016-07-27、2016/7/27、二〇一六年七月二十七日、2018年4月22—24日；"
        "不确定的照来源写：2016年3—5月、2016年3月下旬、2016年底、约2016年、2016年之前；"
        "写了年份的，也可只写 7月27日。表格里的日期照显示的读；2016.10 一类须设为文本。"
    )

    def read(self, row) -> PartialDate | None:
        text = row[self.header]
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
        if year and date.year != year:
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


def column_of(field: models.Field) -> Column:
    name, header = field.name, str(field.verbose_name)
    if field.is_relation:
        return ReferenceColumn(name, header, field.related_model)
    if field.choices:
        return ChoiceColumn(name, header, field.choices)
    if field.name == "slug":
        return Column(name, header, "标明是哪一条记录；新记录留空，由拼音生成。")
    kind = NumberColumn if isinstance(field, models.IntegerField) else Column
    if field.name in ("printed", "reading"):
        kind = VerbatimColumn
    return kind(name, header, field.help_text or "照来源抄录。")
