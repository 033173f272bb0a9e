"""Reads the two tables: national policies, and provincial plan excerpts.

时间 |                      a header names the columns, one cell a line
发布主体 |
政策规划 |
要点 |
2016年7月 |                 then the rows, cell by cell
国务院 |
《关于…工作的指导》 |
2020年底前,实现…
,建成… |                    a cell ends in " |" and can run over several lines

与此同时,…                  an empty line ends the tables; sentences of the article follow,
                            left there so that the tables' line numbers never change
"""

import re
from dataclasses import dataclass
from pathlib import Path

from portal.sources.records import ExcerptRow, Line, PolicyRow, SourceError
from portal.sources.text import read_lines, unreadable
from portal.text.dates import DateError, read_printed

POLICY_COLUMNS = ("时间", "发布主体", "政策规划", "要点")
EXCERPT_COLUMNS = ("省市", "内容")
_CELL_END = "|"
_DATE = re.compile(r"[0-9]{4}年(?:.{0,12}[月日])?")
_UNIT = re.compile(r".{2,8}(?:省|市|自治区)")


@dataclass(frozen=True)
class _Cell:
    text: str
    first: Line
    last: Line


def read_tables(path: Path) -> tuple[list[PolicyRow], list[ExcerptRow]]:
    """The rows of the policy table and of the excerpt table, in printed order."""
    cells = _cells(path)
    texts = [cell.text for cell in cells]
    try:
        policies_at, excerpts_at = texts.index(POLICY_COLUMNS[0]), texts.index(EXCERPT_COLUMNS[0])
    except ValueError as error:
        raise SourceError(f"{path.name}: a table's header is missing: {error}") from error
    if not 0 == policies_at < excerpts_at:
        raise unreadable(path, cells[0].first, f"the policy table first, with {POLICY_COLUMNS[0]}")
    policies = _rows(path, cells[policies_at:excerpts_at], POLICY_COLUMNS, _DATE)
    excerpts = _rows(path, cells[excerpts_at:], EXCERPT_COLUMNS, _UNIT)
    return [_policy(path, row) for row in policies], [_excerpt(row) for row in excerpts]


def _cells(path: Path) -> list[_Cell]:
    cells, pending = [], []
    tables, sentences = _parted(read_lines(path))
    for line in sentences:
        if line.text.rstrip().endswith(_CELL_END):
            raise unreadable(path, line, "no cell after the empty line that ends the tables")
    for line in tables:
        pending.append(line)
        if line.text.rstrip().endswith(_CELL_END):
            text = "".join(part.text for part in pending).rstrip().removesuffix(_CELL_END)
            if not text.strip() or _CELL_END in text:
                raise unreadable(path, line, "one cell with words in it")
            cells.append(_Cell(text.strip(), pending[0], pending[-1]))
            pending = []
    if pending:
        raise unreadable(path, pending[0], "a cell that ends in ' |'")
    return cells


def _parted(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines before and after the first empty line."""
    end = next((at for at, line in enumerate(lines) if not line.text.strip()), len(lines))
    return lines[:end], lines[end + 1 :]


def _rows(
    path: Path, cells: list[_Cell], columns: tuple[str, ...], first_cell: re.Pattern
) -> list[list[_Cell]]:
    """The rows below the header; only a row's first cell matches `first_cell`."""
    width = len(columns)
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    if tuple(cell.text for cell in rows[0]) != columns:
        raise unreadable(path, rows[0][0].first, f"the header {' / '.join(columns)}")
    for row in rows[1:]:
        begins = [bool(first_cell.fullmatch(cell.text)) for cell in row]
        if begins != [True] + [False] * (width - 1):
            raise unreadable(path, row[0].first, f"a row of the {width} cells {'/'.join(columns)}")
    return rows[1:]


def _policy(path: Path, row: list[_Cell]) -> PolicyRow:
    date_cell, bodies, title, points = row
    try:
        date = read_printed(date_cell.text)
    except DateError as error:
        raise unreadable(path, date_cell.first, f"a date ({error})") from error
    return PolicyRow(
        date_text=date_cell.text,
        bodies_text=bodies.text,
        title_text=title.text,
        wording=points.text,
        date=date,
        line_start=date_cell.first.number,
        line_end=points.last.number,
    )


def _excerpt(row: list[_Cell]) -> ExcerptRow:
    unit, content = row
    return ExcerptRow(unit.text, content.text, unit.first.number, content.last.number)
