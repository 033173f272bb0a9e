"""The lanes: a page's entries as a chart with a lane per body and time from left to right.

A joint issue is one line through the lanes of all its bodies. Entries are in order of time;
two successive entries share a column if they have no lane in common.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from policies.rows import BodyPart
from portal.web.rows import Row

NOBODY = ""


class Cell(NamedTuple):
    """`width` successive columns of one lane that look alike.

    `kind` is the kind of the entry whose line is drawn here; `row` is that entry if the lane's
    body took part in it. `first` and `last`: the line begins or ends here; `late`: the cell is
    in the later half of the chart; `starts_year`: a year begins at its left edge.
    """

    width: int
    row: Row | None = None
    kind: str = ""
    stated: bool = True
    first: bool = False
    last: bool = False
    starts_year: bool = False
    late: bool = False


@dataclass(frozen=True)
class Lane:
    """`body` is None in the lane of entries without a body."""

    body: BodyPart | None
    count: int
    cells: list[Cell]


@dataclass(frozen=True)
class Lanes:
    """`years` are (year, number of columns), left to right; entries of unknown years are first."""

    years: list[tuple[int | None, int]]
    lanes: list[Lane]


class _Mark(NamedTuple):
    """What a column draws in one lane; see `Cell`."""

    row: Row | None
    kind: str
    stated: bool
    first: bool
    last: bool


@dataclass
class _Column:
    """`marks`: number of the lane → mark."""

    year: int | None
    marks: dict[int, _Mark] = field(default_factory=dict)


def draw_lanes(rows: list[Row]) -> Lanes:
    rows = sorted(rows, key=lambda row: (not row.date.is_open, row.date.start, row.date.end))
    bodies = {part.slug: part for row in rows for part in row.bodies}
    totals = Counter(slug for row in rows for slug in _claims(row))
    order = sorted(totals, key=lambda slug: (slug == NOBODY, -totals[slug], slug))
    columns = _columns(rows, {slug: number for number, slug in enumerate(order)})
    years = list(Counter(column.year for column in columns).items())
    return Lanes(
        years,
        [
            Lane(bodies.get(slug), totals[slug], list(_cells(columns, number)))
            for number, slug in enumerate(order)
        ],
    )


def _claims(row: Row) -> list[str]:
    """The lanes of an entry, each once even if its body has two roles."""
    return list(dict.fromkeys(part.slug for part in row.bodies)) or [NOBODY]


def _columns(rows: list[Row], lanes: dict[str, int]) -> list[_Column]:
    columns: list[_Column] = []
    for row in rows:
        marks = _marks(row, lanes)
        year = None if row.date.is_open else row.date.start.year
        if not columns or columns[-1].year != year or columns[-1].marks.keys() & marks.keys():
            columns.append(_Column(year))
        columns[-1].marks |= marks
    return columns


def _marks(row: Row, lanes: dict[str, int]) -> dict[int, _Mark]:
    """Number of the lane → mark, for all lanes that the entry's line touches."""
    stated = {lanes[slug]: slug == NOBODY for slug in _claims(row)}
    for part in row.bodies:
        stated[lanes[part.slug]] |= part.stated  # inferred only if all its roles are
    first, last = min(stated), max(stated)
    return {
        lane: _Mark(
            row if lane in stated else None,
            row.kind,
            stated.get(lane, True),
            first=lane == first,
            last=lane == last,
        )
        for lane in range(first, last + 1)
    }


def _cells(columns: list[_Column], lane: int) -> Iterator[Cell]:
    """The cells of one lane; empty columns are joined up to the next mark or year."""
    year, empty, empty_starts_year = 0, 0, False
    for number, column in enumerate(columns):
        starts_year, year = column.year != year, column.year
        mark = column.marks.get(lane)
        if empty and (mark or starts_year):
            yield Cell(empty, starts_year=empty_starts_year)
            empty = 0
        if mark:
            late = number * 2 >= len(columns)
            yield Cell(1, **mark._asdict(), starts_year=starts_year, late=late)
        else:
            empty_starts_year = empty_starts_year if empty else starts_year
            empty += 1
    if empty:
        yield Cell(empty, starts_year=empty_starts_year)
