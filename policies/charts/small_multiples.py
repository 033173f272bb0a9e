"""Small multiples: a bar chart for every body of its entries per year, all to one scale."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from policies.charts.body_counts import BodyCounts
from policies.charts.years import gaps
from policies.models import Body
from portal.text.dates import read_query
from portal.web.rendering.date_format import format_date


class Bar(NamedTuple):
    """`left` and `height` are in drawing units, `middle` in percent of the drawing's width."""

    year: str
    count: int
    left: int
    height: float
    middle: float


@dataclass(frozen=True)
class Scale:
    """The common scale: a year is ten units wide, the tallest bar 100 units high.

    Each of the `gaps` (first, last year) is as wide as one year.
    """

    first: int
    last: int
    tallest: int
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def width(self) -> int:
        return self._left(self.last) + 10

    def _left(self, year: int) -> int:
        left_out = sum(last - first for first, last in self.gaps if first < year)
        return (year - self.first - left_out) * 10

    def bars(self, years: Counter) -> list[Bar]:
        return [self._bar(year, number) for year, number in sorted(years.items())]

    def _bar(self, year: int, number: int) -> Bar:
        name, left, middle = self._place(year)
        height = max(number / self.tallest * 100, 4)  # so that one entry among thousands is visible
        return Bar(name, number, left, round(height, 1), middle)

    @cached_property
    def _place(self) -> Callable[[int], tuple[str, int, float]]:
        """Year → its name, left edge and middle; worked out once for all bodies."""

        def place(year: int) -> tuple[str, int, float]:
            left = self._left(year)
            name = format_date(read_query(f"{year:04d}"))
            return name, left, round((left + 5) / self.width * 100, 1)

        return cache(place)


@dataclass(frozen=True)
class Cell:
    """`words` is the chart as text for screen readers: 2016年 3 条，2018年 5 条.

    `tallest` are the bars that are as tall as the scale.
    """

    body: Body
    count: int
    bars: list[Bar]
    tallest: list[Bar]
    words: str

    @property
    def path(self) -> str:
        """The bars as one path."""
        return "".join(f"M{bar.left} 0h7v{bar.height}h-7z" for bar in self.bars)


def compare(
    bodies: Iterable[Body], found: dict[int, BodyCounts], first: int | None, last: int | None
) -> tuple[Scale | None, list[tuple[str, list[Cell]]]]:
    """The common scale, and the cells by kind of body, those with most entries first.

    The scale is None if no body has an entry.
    """
    if first is None:  # the last entry was deleted after the counts were read
        found = {}
    tallest = max((max(part.years.values()) for part in found.values()), default=0)
    years = {first, last}.union(*(part.years for part in found.values()))
    scale = Scale(first, last, tallest, tuple(gaps(years))) if tallest else None
    words = cache(lambda number: ngettext("%(year)s %(count)s 条", "%(year)s %(count)s 条", number))
    cells = [_cell(body, found.get(body.pk), scale, words) for body in bodies]
    cells.sort(key=lambda cell: -cell.count)
    groups = [
        (kind.label, [cell for cell in cells if cell.body.kind == kind]) for kind in Body.Kind
    ]
    return scale, [(label, of_kind) for label, of_kind in groups if of_kind]


def _cell(
    body: Body, part: BodyCounts | None, scale: Scale | None, words: Callable[[int], str]
) -> Cell:
    if not part:
        return Cell(body, 0, [], [], "")
    bars = scale.bars(part.years)
    said = (words(bar.count) % {"year": bar.year, "count": bar.count} for bar in bars)
    tallest = [bar for bar in bars if bar.count == scale.tallest]
    return Cell(body, part.count, bars, tallest, gettext("，").join(said))
