"""Reads and writes tables of text as CSV and XLSX files.

Knows no Django. A cell is read as its spreadsheet shows it: a date shown as a month is a month,
2016.0 is 2016. Whatever is uncertain is an error, never a guess.
"""

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from portal.curation.importing.files.unpacking import (
    LONGEST_CELL,
    TableError,
    saying_what_is_broken,
)
from portal.curation.importing.files.workbook import (
    LAST_ROW,
    MOST_COLUMNS,
    Book,
    SheetRow,
    corners,
)
from portal.text.characters import made_visible, why_refused

MOST_ROWS = 20_000
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = tuple("=+-@\t\r")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CSV_ERRORS = {
    "expected after": "引号之后须是分隔符：格里的引号要写两次",
    "unexpected end": "引号没有收尾",
}
# For the whole process, so that long texts written as CSV can be read again.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Table:
    """`rows`: number in the spreadsheet → cells by header.

    `errors`: number of the row → (header or "", sentence) of what cannot be read.
    """

    headers: list[str]
    rows: list[tuple[int, dict[str, str]]]
    reading: str
    errors: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def read(content: bytes, known: Collection[str] = ()) -> Table:
    """Read a CSV or XLSX file (by its content), and of its sheets the one with `known` headers."""
    if content.startswith(b"PK\x03\x04"):
        with saying_what_is_broken():
            book = Book(content, known)
            table = _table(book.rows(), _description(book), is_ragged=True)
            return _without_merged(table, book.merged)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise TableError("这个文件加了密码：请去掉密码，另存，再导入。")
        raise TableError("这是旧版的 .xls 文件，请另存为 .xlsx 或 CSV 再导入。")
    text, encoding = _decode(content)
    return _table(_read_csv(text), f"CSV（{encoding}）")


def _description(book: Book) -> str:
    others = "、".join(f"“{name}”" for name in book.others)
    return f"XLSX，工作表“{book.name}”" + (f"（没有读：{others}）" if others else "")


def _table(rows: Iterator[SheetRow], reading: str, *, is_ragged: bool = False) -> Table:
    """`is_ragged`: rows may end before their last empty cells."""
    headers = _headers(next(rows, SheetRow(1)))
    table = Table(headers, [], reading)
    for row in rows:
        if row.errors or any(text.strip() for text in row.texts.values()):
            table.rows.append((row.number, _cells(row, table, is_ragged)))
        if len(table.rows) > MOST_ROWS:
            raise TableError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", row.number)
        if row.number > LAST_ROW:
            raise TableError("空行太多，请删去。", row.number)
    return table


def _headers(row: SheetRow) -> list[str]:
    texts = [row.texts.get(at, "").strip() for at in range(max(row.texts, default=-1) + 1)]
    while texts and not texts[-1]:
        texts.pop()
    for sentence in row.errors.values():
        raise TableError(f"栏名{sentence}", row.number)
    if not texts:
        raise TableError("第一行须是栏名，这里是空的。", row.number)
    for header in texts:
        if not header:
            raise TableError("有一栏没有栏名。", row.number)
        if texts.count(header) > 1:
            raise TableError("这个栏名出现了不止一次。", row.number, header)
    return texts


def _cells(row: SheetRow, table: Table, is_ragged: bool) -> dict[str, str]:
    headers, errors = table.headers, []
    filled = {at for at, text in row.texts.items() if text.strip()} | row.errors.keys()
    given = max(row.texts, default=-1) + 1
    if max(filled) >= len(headers):
        sentence = f"这一行有 {max(filled) + 1} 格，栏名只有 {len(headers)} 个。"
        errors.append(("", sentence))
    elif given < len(headers) and not is_ragged:
        errors.append(("", f"这一行只有 {given} 格，栏名有 {len(headers)} 个。"))
    cells = {}
    for at, header in enumerate(headers):
        text = row.texts.get(at, "")
        if "\r" in text:  # `replace` would make a str of every DateText
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        sentence = row.errors.get(at, "") or why_refused(text)
        if sentence:
            errors.append((header, sentence))
        cells[header] = "" if sentence else text
    if errors:
        table.errors[row.number] = errors
    return cells


def _without_merged(table: Table, merged: list[str]) -> Table:
    """Reports merged cells as errors: only the first has a text, which may be meant for all."""
    numbers = [number for number, _ in table.rows]
    for place in merged:
        rows, columns = corners(place)
        named = [table.headers[at] for at in columns if at < len(table.headers)]
        sentence = f"“{place}”是合并的单元格，只有左上角一格有内容：请取消合并，逐格填写。"
        for number in numbers[bisect_left(numbers, rows.start) : bisect_left(numbers, rows.stop)]:
            if len(rows) * len(columns) > 1:
                errors = table.errors.setdefault(number, [])
                errors += [(header, sentence) for header in named]
    return table


# CSV


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = {"utf-16": "UTF-16"}
    else:
        # Chinese Excel writes the second one.
        encodings = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
    for encoding, name in encodings.items():
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise TableError("看不出文字的编码：请存为 UTF-8 的 CSV，或存为 XLSX。")


def _read_csv(text: str) -> Iterator[SheetRow]:
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(f"不合 CSV 的写法：{_csv_error(error)}。", number) from error
        if len(cells) > MOST_COLUMNS:
            raise TableError(f"有 {len(cells)} 栏，最多 {MOST_COLUMNS} 栏。", number)
        yield SheetRow(number, {at: _unguarded(cell) for at, cell in enumerate(cells)})


def _csv_error(error: csv.Error) -> str:
    return next((reason for word, reason in _CSV_ERRORS.items() if word in str(error)), "看不懂")


def _guarded(cell: str) -> str:
    """`cell` with a leading ' if a spreadsheet would take it for a formula or a guarded text."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


# Files for people


def write(kind: str, headers: Sequence[str], rows: Iterable[Sequence[str]], **sheets) -> bytes:
    """`sheets`: more sheets of an XLSX file, title → rows of text."""
    if kind == CSV:
        return _write_csv(headers, rows)
    return _write_xlsx(headers, rows, sheets)


def _write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Begins with a byte order mark, by which Excel recognises UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headers)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[str]], sheets: dict) -> bytes:
    from openpyxl import Workbook

    notes: list[Sequence[str]] = []
    lines = [headers, *(_fitting(row, headers, notes) for row in rows)]
    if notes:
        sheets = sheets | {"说明": [["记录", "栏", "说明"], *notes]}
    book = Workbook(write_only=True)
    for title, written in {"数据": lines, **sheets}.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for line in written:
            sheet.append([_cell(sheet, text) for text in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fitting(row: Sequence[str], headers: Sequence[str], notes: list) -> list[str]:
    """The row within the limits of XLSX; adds to `notes` what had to be shortened or replaced."""
    fitting = []
    for text, header in zip(row, headers, strict=True):
        if len(text) > LONGEST_CELL:
            raise TableError(
                f"“{row[0]}”的“{header}”有 {len(text)} 字，XLSX 的一格最多 {LONGEST_CELL} 字："
                "请导出 CSV。"
            )
        visible = made_visible(text)
        if visible != text:
            sentence = f"含有 XLSX 容不下的控制字符，这里以“␀”一类的符号代替：{why_refused(text)}"
            notes.append([made_visible(row[0]), header, sentence])
        fitting.append(visible)
    return fitting


def _cell(sheet, text: str):
    """A cell of type text, so that Excel does not convert 2016-7 to a date."""
    from openpyxl.cell import WriteOnlyCell

    # Excel would read _x0041_ as A.
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", text))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
