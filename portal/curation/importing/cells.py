"""What a cell of a table says: widgets between its text and the values of a record.

Whatever cannot be read is a ValueError whose message is a Chinese sentence with the value.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from operator import attrgetter

from django.db import models
from import_export.widgets import Widget

from portal.changes.recording import parts
from portal.curation.importing.shown import DateText
from portal.text import dates
from portal.text.dates import DateError, PartialDate, read_typed

YEAR = "年份"
LIKELY = 0.5  # how alike a name must be to be offered for one that is not known
MOST_SHOWN = 3
_CUT_OFF = re.compile(r"[0-9]{4}\.1")  # 2016.10 as a number
YES, NO = {"是", "true", "1"}, {"否", "false", "0", ""}


class TextCell(Widget):
    def __init__(self, *, strip: bool = True):
        self.strip = strip

    def clean(self, value, row=None, **kwargs) -> str:
        text = value.replace("\r\n", "\n")
        return text.strip() if self.strip else text

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else str(value)


class NumberCell(TextCell):
    def clean(self, value, row=None, **kwargs) -> int | None:
        text = super().clean(value)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 20):
            raise ValueError(f"“{text}”不是整数。")
        return int(text) if text else None


class YesNoCell(TextCell):
    def clean(self, value, row=None, **kwargs) -> bool:
        text = super().clean(value).lower()
        if text not in YES | NO:
            raise ValueError(f"“{value}”须写“是”或“否”。")
        return text in YES

    def render(self, value, obj=None, **kwargs) -> str:
        return "是" if value else "否"


class ChoiceCell(TextCell):
    """The label, or the value that is stored."""

    def __init__(self, choices: Iterable[tuple[str, str]]):
        super().__init__()
        self.labels = {value: str(label) for value, label in choices}

    def clean(self, value, row=None, **kwargs) -> str:
        text = super().clean(value)
        for stored, label in self.labels.items():
            if text in (stored, label):
                return stored
        if text:
            raise ValueError(f"“{text}”不在可用的写法里：{'、'.join(self.labels.values())}。")
        return ""

    def render(self, value, obj=None, **kwargs) -> str:
        return self.labels.get(value, value or "")


class DateCell(TextCell):
    """In the forms that people type; one without a year is of the year of its column 年份."""

    def clean(self, value, row=None, **kwargs) -> PartialDate | None:
        text = super().clean(value)
        year = _year(super().clean((row or {}).get(YEAR, "")))
        if not text:
            return read_typed(str(year)) if year else None
        if _CUT_OFF.fullmatch(text):
            raise ValueError(
                f"“{text}”可能是 1 月，也可能原是 {text}0，被表格去掉了末尾的 0："
                f"请写 {text[:4]}年1月 或 {text[:4]}年10月。"
            )
        try:
            date = _read(text, value.iso if isinstance(value, DateText) else "", year)
        except DateError as error:
            raise ValueError(f"{error}。") from error
        if year and date.start.year != year:
            raise ValueError(f"“{text}”不在年份 {year}。")
        return date


def _year(text: str) -> int | None:
    if not text:
        return None
    try:
        date = read_typed(text)
    except DateError:
        date = None
    if date is None or date.precision != dates.YEAR:
        raise ValueError(f"年份“{text}”须是四位数字。")
    return date.start.year


def _read(text: str, iso: str, year: int | None) -> PartialDate:
    """By its text as far as the row says the year; `iso` is a date that shows none."""
    try:
        return read_typed(text, year)
    except DateError:
        if not iso:
            raise
        return read_typed(iso)


class References:
    """The records of a table by the names that people give them.

    `lookups`: where the names stand, of which the first is the one that is written; and before
    a record that bears a name there, none is meant that bears it elsewhere.
    """

    def __init__(self, model: type[models.Model], lookups: Iterable[str]):
        self.model, self.lookups = model, list(lookups)
        self._found: dict[str, dict[int, models.Model]] = {}
        self._names: list[str] | None = None
        self.unknown: dict[str, list[str]] = {}

    def read(self, names: Iterable[str]) -> None:
        """At once, what `names` stand for; a query for each lookup and some hundred names."""
        names = {name for name in names if name} - self._found.keys()
        self._found |= {name: {} for name in names}
        for lookup in self.lookups:
            unknown = {name for name in names if not self._found[name]}
            for part in parts(sorted(unknown)):
                matching = self.model._base_manager.filter(**{f"{lookup}__in": part})
                for name, key in matching.values_list(lookup, "pk").distinct():
                    self._found[name][key] = None
        keys = {key for name in names for key in self._found[name]}
        records = {}
        for part in parts(sorted(keys)):
            records |= self.model._base_manager.in_bulk(part)
        for name in names:
            self._found[name] = {key: records[key] for key in self._found[name]}

    def is_known(self, name: str) -> bool:
        return bool(self._found.get(name))

    def find(self, name: str) -> models.Model:
        if name not in self._found:
            self.read([name])
        found = self._found[name]
        if len(found) == 1:
            return next(iter(found.values()))
        kind = self.model._meta.verbose_name
        if found:
            raise ValueError(f"“{name}”所指的{kind}不止一条，请写地址标识。")
        nearest = self.unknown.setdefault(name, self._nearest(name))
        hint = f"最接近的有 {'、'.join(nearest)}" if nearest else "也没有接近的"
        raise ValueError(f"没有名为“{name}”的{kind}，{hint}。")

    def name_of(self, record: models.Model) -> str:
        return str(attrgetter(self.lookups[0].replace("__", "."))(record))

    def _nearest(self, name: str) -> list[str]:
        if self._names is None:
            stored = self.model._base_manager.values_list(*self.lookups)
            self._names = sorted({text for texts in stored for text in texts if text})
        return get_close_matches(name, self._names, MOST_SHOWN, LIKELY)


class ReferenceCell(TextCell):
    def __init__(self, references: References):
        super().__init__()
        self.references = references

    def clean(self, value, row=None, **kwargs) -> models.Model | None:
        text = super().clean(value)
        return self.references.find(text) if text else None

    def render(self, value, obj=None, **kwargs) -> str:
        return self.references.name_of(value) if value else ""
