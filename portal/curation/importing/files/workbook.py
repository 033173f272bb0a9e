"""Reads the sheet of an XLSX file that contains the records, as Excel shows it.

Knows no Django. Not read with a library, because a file of some kilobytes stops those that
there are, and none reads a date as it is shown:

- openpyxl (3.1.5, read-only) takes 900 MB for one row of two million empty cells, counts without
  end up to a row numbered 99999999999, refuses styles that other programs write, and takes a
  date in one of Chinese Excel's own formats (27 to 36, 50 to 58) for a number;
- python-calamine (0.9.1) ends the process at such a row, because it asks for 39 GB, and gives
  each date to the day, also one that its cell shows as a month.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.escape import unescape

from portal.curation.importing.files.number_formats import BUILT_IN, CellError, read_iso, show
from portal.curation.importing.files.unpacking import (
    LONGEST_CELL,
    Attributes,
    Package,
    TableError,
)

MOST_COLUMNS = 100
MOST_MERGED = 1_000
LAST_ROW = 2**20  # the last row that a sheet can have
_OTHERS = {
    "xl/workbook.bin": "这是 .xlsb 文件，请另存为 .xlsx 或 CSV 再导入。",
    "content.xml": "这是 .ods 文件，请另存为 .xlsx 或 CSV 再导入。",
    "word/document.xml": "这是 Word 文档，不是表格。",
}


@dataclass
class SheetRow:
    """Column, from 0 → text, and → sentence about a cell that cannot be read."""

    number: int
    texts: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


class Book:
    """Its sheet `name` has most of the `known` headers in its first row, or is the active one.

    `merged` are ranges such as B2:B3; complete after all `rows` have been read.
    """

    def __init__(self, content: bytes, known: Collection[str]):
        self.package = Package(content)
        for part, sentence in _OTHERS.items():
            if part in self.package.names:
                raise TableError(sentence)
        links = {_kind(link): link["Target"] for link in self.package.links("")}
        self._read_workbook(links["officeDocument"])
        self._codes = self._read_formats()
        self._texts = self._read_texts()
        fits = [self._count_known(part, known) for _, part in self._sheets]
        chosen = max(range(len(fits)), key=lambda at: (fits[at], at == self._active, -at))
        self.name, self._part = self._sheets.pop(chosen)
        self.others = [name for name, _ in self._sheets]

    def _read_workbook(self, part: str) -> None:
        links = self.package.links(part)
        self._linked = {_kind(link): link["Target"] for link in links}
        targets = {link["Id"]: link["Target"] for link in links}
        found: dict[str, list[Attributes]] = {"workbookPr": [], "workbookView": [], "sheet": []}
        for tag, attributes, _ in self.package.elements(part, set(found)):
            # r:id → id
            found[tag].append({name.rpartition(":")[2]: one for name, one in attributes.items()})
        self._is_1904 = any(one.get("date1904") in ("1", "true") for one in found["workbookPr"])
        sheets = found["sheet"]
        at = int(found["workbookView"][0].get("activeTab", 0)) if found["workbookView"] else 0
        shown = [one for one in sheets if one.get("state", "visible") == "visible"] or sheets
        self._sheets = [(one["name"], targets[one["id"]]) for one in shown]
        self._active = shown.index(sheets[at]) if sheets[at] in shown else 0

    def _read_formats(self) -> list[str]:
        """The number format codes of the cell styles, in order."""
        if "styles" not in self._linked:
            return []
        codes, styles, found = dict(BUILT_IN), [], []
        wanted = {"numFmt", "xf", "cellXfs", "cellStyleXfs"}
        for tag, attributes, _ in self.package.elements(self._linked["styles"], wanted):
            if tag == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif tag == "xf":
                found.append(int(attributes.get("numFmtId", 0)))
            else:
                styles, found = found if tag == "cellXfs" else styles, []
        return [codes.get(one, "General") for one in styles]

    def _read_texts(self) -> list[str]:
        """The shared texts of cells; runs are joined."""
        if "sharedStrings" not in self._linked:
            return []
        shared = self.package.elements(self._linked["sharedStrings"], {"si"}, {"t"})
        return [unescape(text) for _, _, text in shared]

    def _count_known(self, part: str, known: Collection[str]) -> int:
        row = next(self._rows(part), SheetRow(1))
        return len({text.strip() for text in row.texts.values()} & set(known))

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty."""
        return self._rows(self._part)

    def _rows(self, part: str) -> Iterator[SheetRow]:
        self.merged: list[str] = []
        row, column, last, is_formula = SheetRow(0), -1, 0, False
        wanted = {"row", "c", "f", "mergeCell"}
        for tag, attributes, value in self.package.elements(part, wanted, {"t", "v"}):
            if tag == "f":
                is_formula = True
            elif tag == "c":
                column = _column(attributes.get("r", ""), column + 1)
                if value or is_formula:
                    self._put(row, column, attributes, value, is_formula)
                is_formula = False
            elif tag == "row":
                row.number = last = _row_number(attributes.get("r", ""), last)
                if row.texts or row.errors:
                    yield row
                row, column = SheetRow(0), -1
            else:
                self.merged.append(attributes["ref"])
                if len(self.merged) > MOST_MERGED:
                    raise TableError(f"合并的单元格超过 {MOST_MERGED} 处：请取消合并。")

    def _put(
        self, row: SheetRow, column: int, attributes: Attributes, value: str, is_formula: bool
    ) -> None:
        if column >= MOST_COLUMNS:
            raise TableError(f"第 {MOST_COLUMNS} 栏以后还有内容：最多 {MOST_COLUMNS} 栏。")
        try:
            text = self._text(attributes, value, is_formula)
            if len(text) > LONGEST_CELL:
                raise CellError(f"超过 {LONGEST_CELL} 字：一格最多这么多。")
        except CellError as error:
            row.errors[column] = str(error)
        else:
            row.texts[column] = text

    def _text(self, attributes: Attributes, value: str, is_formula: bool) -> str:
        """The text that the spreadsheet shows."""
        kind, style = attributes.get("t", "n"), int(attributes.get("s", 0))
        code = self._codes[style] if style < len(self._codes) else "General"
        if is_formula:
            raise CellError("是公式：请先粘贴为数值。")
        if kind == "e":
            raise CellError(f"是错误值 {value}。")
        if kind == "s":
            return self._texts[int(value)]
        if kind == "b":
            return "是" if value.strip() in ("1", "true") else "否"
        if kind == "d":
            return read_iso(value, code)
        if kind == "n":
            return show(value.strip(), code, is_1904=self._is_1904) if value.strip() else ""
        return unescape(value)


def _kind(link: Attributes) -> str:
    return link["Type"].rpartition("/")[2]


def _column(place: str, expected: int) -> int:
    """B7 → 1; a cell without an address follows the one before it."""
    if not place:
        return expected
    _, column = coordinate_to_tuple(place)
    if column - 1 < expected:
        raise ValueError(f"{place} comes too late.")
    return column - 1


def _row_number(written: str, last: int) -> int:
    number = int(written) if written else last + 1
    if not last < number <= LAST_ROW:
        raise ValueError(f"Row {number} after row {last}.")
    return number


def corners(merged: str) -> tuple[range, range]:
    """B2:C3 → (range of row numbers from 1, range of columns from 0)."""
    left, top, right, bottom = range_boundaries(merged)
    return range(top, bottom + 1), range(left - 1, right)
