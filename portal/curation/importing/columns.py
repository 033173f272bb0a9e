"""A column of a spreadsheet: the value of a record that it contains, and how to read its cells."""

from typing import Any

from django.db import models

from portal.curation.importing.cells import (
    Cells,
    ChoiceCell,
    NumberCell,
    ReferenceCell,
    TextCell,
    YesNoCell,
)
from portal.curation.importing.references import References
from portal.models.base import RecordTable


class Column:
    """`guidance` tells curators how to write its cells."""

    def __init__(self, attribute: str, header: str, cell: TextCell, guidance: str = ""):
        self.attribute, self.header, self.cell = attribute, header, cell
        self.guidance = guidance or cell.guidance

    @classmethod
    def of(cls, field: models.Field) -> "Column":
        cell = _cell(field)
        guidance = cell.guidance or field.help_text or "照来源抄录。"
        if field.name == "slug":
            guidance = "标明是哪一条记录；新记录留空，由拼音生成。"
        return cls(field.name, str(field.verbose_name), cell, guidance)

    @property
    def references(self) -> References | None:
        return getattr(self.cell, "references", None)

    def names_in(self, text: str) -> set[str]:
        """The parts of a cell's text that may be names of other records."""
        return {text}

    def read(self, row: Cells) -> Any:
        """Raises a ValueError with a Chinese sentence where the cell cannot be read."""
        return self.cell.read(row[self.header], row)

    def value(self, record: RecordTable) -> Any:
        """The record's value; None if a new record has no value yet."""
        return getattr(record, self.attribute, None)

    def set(self, record: RecordTable, row: Cells) -> None:
        setattr(record, self.attribute, self.read(row))

    def export(self, record: RecordTable) -> str:
        return self.cell.write(self.value(record))


def _cell(field: models.Field) -> TextCell:
    if field.is_relation:
        return ReferenceCell(References(field.related_model))
    if field.choices:
        return ChoiceCell(field.choices)
    if isinstance(field, models.IntegerField):
        return NumberCell()
    if isinstance(field, models.BooleanField):
        return YesNoCell()
    return TextCell(strip=field.name not in ("printed", "reading"))
