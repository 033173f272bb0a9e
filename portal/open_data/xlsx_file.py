"""Rows as an XLSX workbook: the records, and a sheet that says what they are."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from portal.open_data.columns import DAY, PARTIAL_DATE, Column, Value, row_of
from portal.open_data.data import Data
from portal.text.characters import made_visible

MOST_ROWS = 1_048_575  # of Excel, without that of the headings
LONGEST_CELL = 32_767  # characters, of Excel
PIECE = 256 * 1024  # bytes
_CUT = "……（XLSX 一格最多 32767 字，全文见 CSV）"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_DAY = "1900-03-01"  # before it Excel counts a day that never was
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as A

Rows = Iterable[Sequence[Value]]


def write_xlsx(
    columns: Sequence[Column],
    batches: Iterable[list[Data]],
    about: Rows,
    go_on: Callable[[], None] = lambda: None,
) -> Iterator[bytes]:
    """Pieces of the file, which is complete before the first one.

    `about` are the rows of the second sheet. `go_on` is called before each batch, and raises an
    error if nobody waits for the file any more.
    """
    with TemporaryFile() as file:
        book = Workbook(write_only=True)
        _write_records(book.create_sheet("数据"), columns, batches, go_on)
        sheet = book.create_sheet("说明")
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 100
        for row in about:
            sheet.append([_text(sheet, str(value)) for value in row])
        book.save(file)
        file.seek(0)
        yield from _pieces(file)


def _write_records(sheet, columns: Sequence[Column], batches, go_on) -> None:
    row, dated = row_of(columns), [one.type in (DAY, PARTIAL_DATE) for one in columns]
    sheet.freeze_panes = "A2"
    sheet.append([one.name for one in columns])
    for batch in batches:
        go_on()
        for data in batch:
            sheet.append(
                [
                    _cell(sheet, value, is_dated=is_dated)
                    for value, is_dated in zip(row(data), dated, strict=True)
                ]
            )


def _cell(sheet, value: Value, *, is_dated: bool):
    """A day as a date; all other text as text, which is never a formula."""
    if not isinstance(value, str):
        return value
    if is_dated and _DAY.fullmatch(value) and value >= _FIRST_DAY:
        return date.fromisoformat(value)
    return _text(sheet, value)


def _text(sheet, text: str):
    text = _ESCAPE.sub("_x005F_", made_visible(text))
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - len(_CUT)] + _CUT
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
