"""Tables of text: read from the CSV and XLSX files that people send, and written for them.

No Django in here. A cell is read as its spreadsheet shows it: a date that is shown as a month
is a month, 2016.0 is 2016. What cannot be read for certain is a TableError, never a guess.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

MOST_ROWS = 20_000
MOST_UNPACKED = 200 * 2**20  # bytes
LONGEST_CELL = 32_767  # characters, in XLSX
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = tuple("=+-@\t\r")
# Of the whole process: what was written as CSV can be read again, however long a text is.
csv.field_size_limit(2**31 - 1)


class TableError(ValueError):
    """A Chinese sentence; `row` as the spreadsheet numbers it, from 1, and the column's name."""

    def __init__(self, sentence: str, row: int | None = None, column: str = ""):
        where = (f"第 {row} 行" if row else "") + (f"“{column}”" if column else "")
        super().__init__(f"{where}：{sentence}" if where else sentence)


@dataclass(frozen=True)
class Table:
    """`rows`: the number of each in the spreadsheet, and its cells by header."""

    headers: list[str]
    rows: list[tuple[int, dict[str, str]]]
    reading: str


def read(content: bytes) -> Table:
    """The kind of file is told by its content, not by its name."""
    if content.startswith(b"PK\x03\x04"):
        return _table(_read_xlsx(content), "XLSX")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("这是旧版的 .xls 文件，请另存为 .xlsx 或 CSV 再导入。")
    text, encoding = _decode(content)
    return _table(_read_csv(text), f"CSV（{encoding}）")


Row = tuple[int, Sequence[str]]


def _table(rows: Iterable[Row], reading: str) -> Table:
    rows = iter(rows)
    headers = _headers(*next(rows, (1, [])))
    kept = []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            kept.append((number, _row(number, cells, headers)))
        if len(kept) > MOST_ROWS:
            raise TableError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", number)
    return Table(headers, kept, reading)


def _headers(number: int, cells: Sequence[str]) -> list[str]:
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise TableError("第一行须是栏名，这里是空的。", number)
    for header in headers:
        if not header:
            raise TableError("有一栏没有栏名。", number)
        if headers.count(header) > 1:
            raise TableError("这个栏名出现了不止一次。", number, header)
    return headers


def _row(number: int, cells: Sequence[str], headers: list[str]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(headers) :]):
        raise TableError(f"这一行有 {len(cells)} 格，栏名只有 {len(headers)} 个。", number)
    if len(cells) < len(headers):
        raise TableError(f"这一行只有 {len(cells)} 格，栏名有 {len(headers)} 个。", number)
    row = dict(zip(headers, cells, strict=False))
    for header, cell in row.items():
        if "\x00" in cell:
            raise TableError("含有空字符。", number, header)
    return row


# CSV


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = {"utf-16": "UTF-16"}
    else:
        # Excel in China writes the second.
        encodings = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
    for encoding, name in encodings.items():
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise TableError("看不出文字的编码：请存为 UTF-8 的 CSV，或存为 XLSX。")


def _read_csv(text: str) -> Iterable[Row]:
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(f"不合 CSV 的写法（{error}）。", number) from error
        yield number, [_unguarded(cell) for cell in cells]


def _guarded(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, or for one so guarded."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


# XLSX


def _read_xlsx(content: bytes) -> Iterable[Row]:
    from openpyxl import load_workbook

    try:
        unpacked = sum(part.file_size for part in ZipFile(io.BytesIO(content)).infolist())
        if unpacked > MOST_UNPACKED:
            raise TableError("这个文件展开以后太大。")
        sheet = load_workbook(io.BytesIO(content), read_only=True).active
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=MOST_ROWS + 2)
        rows = [(number, _texts(row, number)) for number, row in enumerate(cells, start=1)]
    except (
        *(BadZipFile, KeyError, ValueError, AttributeError, OSError, SyntaxError),
        *(zlib.error, EOFError, NotImplementedError, TypeError),
    ) as error:
        if isinstance(error, TableError):
            raise
        raise TableError("这不是完好的 XLSX 文件。") from error
    width = max((len(texts) for _, texts in rows), default=0)
    for number, texts in rows:
        yield number, texts + [""] * (width - len(texts))


def _texts(cells: Iterable, row: int) -> list[str]:
    """Without the empty ones at the end, of which a sheet may have thousands."""
    texts = [_text(cell, row, at) for at, cell in enumerate(cells, start=1)]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell, row: int, column: int) -> str:
    """As the spreadsheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise TableError("是公式：请先粘贴为数值。", row, f"第 {column} 栏")
    if cell.data_type == "e":
        raise TableError(f"是错误值 {value}。", row, f"第 {column} 栏")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _date(value, cell.number_format)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _date(value: datetime, shown_as: str) -> str:
    """Only as precise as it is shown: July 2016 is stored as its first day."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shown_as.lower())
    if value.time() != time():
        return value.isoformat(sep=" ")
    if "d" in shown:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"


# Files for people


def write(kind: str, headers: Sequence[str], rows: Iterable[Sequence[str]], **sheets) -> bytes:
    """`sheets`: further ones of an XLSX file, by title, as rows of text."""
    if kind == CSV:
        return _write_csv(headers, rows)
    return _write_xlsx(headers, rows, sheets)


def _write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With a mark by which Excel knows that it is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headers)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[str]], sheets: dict) -> bytes:
    from openpyxl import Workbook

    data = [headers, *rows]
    _check(data)
    book = Workbook(write_only=True)
    for title, lines in {"数据": data, **sheets}.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for line in lines:
            sheet.append([_cell(sheet, text) for text in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _check(lines: Sequence[Sequence[str]]) -> None:
    """Raises TableError for what XLSX cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for number, line in enumerate(lines, start=1):
        for text, name in zip(line, lines[0], strict=True):
            if len(text) > LONGEST_CELL:
                sentence = f"有 {len(text)} 字，XLSX 的一格最多 {LONGEST_CELL} 字：请导出 CSV。"
                raise TableError(sentence, number, name)
            if ILLEGAL_CHARACTERS_RE.search(text):
                raise TableError("含有 XLSX 容不下的控制字符：请导出 CSV。", number, name)


def _cell(sheet, text: str):
    """Text, whatever it looks like, and shown as text: 2016-7 stays what was typed."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
