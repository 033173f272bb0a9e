"""The rail: a bar per year, or per month of one chosen year, stacked by colours (kinds).

A long run of empty years takes one place. Each bar links to the records that it counts. Sizes
are in pixels; the tallest bar has at most `TALLEST`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext

from policies.charts.years import gaps
from policies.lists.counting.counts import NO_COLOUR, Counts, colours
from policies.lists.filters import ListFilters
from portal.text.dates import MONTH, PartialDate, read_query
from portal.web.addresses import with_parameters
from portal.web.rendering.date_format import formatter, short_month

TALLEST = 96
_TALLEST_BRICK = 20.0
_LEAST_BRICK = 3.0  # pixels; if bricks were smaller, entries are not drawn one by one
_GAP = 1.0


class Brick(NamedTuple):
    """One entry, or all of one colour if there are many; `top` is measured from the bar's top."""

    colour: str
    top: float
    height: float


class Bar(NamedTuple):
    """`period` is 2018, 2018-04, or 1951-2013 for a gap, which has no count.

    `anchor` is the heading in the list below, "" if there is none.
    """

    period: str
    label: str
    name: str
    count: int | None
    bricks: list[Brick]
    height: float
    url: str
    chosen: bool
    anchor: str

    @property
    def is_gap(self) -> bool:
        return self.count is None


@dataclass(frozen=True)
class Rail:
    """`whole_year` links from a chosen month to its year, `all_years` to all years."""

    bars: list[Bar]
    by_month: bool
    whole_year: str
    all_years: str
    colours: list[tuple[str, str]]

    @property
    def low(self) -> bool:
        """Whether half the height is enough for all bars."""
        return max((bar.height for bar in self.bars), default=0) <= TALLEST / 2


def rail(filters: ListFilters, counts: Counts, links: QueryDict, anchors: set[str]) -> Rail:
    """The rail for `counts` under `filters`; `anchors` are the headings of the list below."""
    chosen = filters.form.cleaned_data.get("year", [])
    span = [filters.form.cleaned_data.get(name) for name in ("from", "to")]
    by_month = len(chosen) == 1
    counted = counts.months if by_month else counts.years
    if by_month:
        periods = [f"{chosen[0].iso}-{month:02d}" for month in range(1, 13)]
        chosen = span[:1] if span[0] == span[1] else []
    else:
        periods = list(_all_years(counted))
    labels = _labels(filters, counted)
    drawn = _Drawing(links, counted, labels, {date.iso for date in chosen if date}, anchors)
    whole_year = with_parameters(links, **{"from": "", "to": ""})
    all_years = with_parameters(links, **{"year": "", "from": "", "to": ""})
    return Rail(
        bars=[_gap(*at) if isinstance(at, tuple) else drawn.bar(read_query(at)) for at in periods],
        by_month=by_month,
        whole_year=whole_year if by_month and any(span) else "",
        all_years=all_years if by_month or any(span) or chosen else "",
        colours=list(labels.items()),
    )


def _labels(filters: ListFilters, counted: dict[str, Counter]) -> dict[str, str]:
    """Colour → label of those that occur, in the order of the legend."""
    dimension = colours(filters)
    known = {value: str(label) for value, label in dimension.choices.items()} if dimension else {}
    known[NO_COLOUR] = gettext("其他")
    found = {colour for counts in counted.values() for colour in counts}
    return {colour: label for colour, label in known.items() if colour in found}


def _all_years(counted: dict[str, Counter]) -> Iterator[str | tuple[int, int]]:
    """All years from the first to the last, with long gaps as (first, last)."""
    if not counted:
        return
    year, last = int(min(counted)), int(max(counted))
    for gap in [*gaps(map(int, counted)), (last + 1, last + 1)]:
        yield from (f"{one:04d}" for one in range(year, gap[0]))
        if gap[0] <= last:
            yield gap
        year = gap[1] + 1


def _gap(first: int, last: int) -> Bar:
    years = {"first": first, "last": last}
    name = gettext("%(first)s—%(last)s年从略") % years
    return Bar(f"{first}-{last}", "…", name, None, [], 0, "", chosen=False, anchor="")


class _Drawing:
    def __init__(
        self, data: QueryDict, counted: dict, labels: dict, chosen: set[str], anchors: set[str]
    ):
        self.data, self.counted, self.labels = data, counted, labels
        self.chosen, self.anchors = chosen, anchors
        tallest = max((counts.total() for counts in counted.values()), default=1)
        self.unit = min(TALLEST / tallest, _TALLEST_BRICK)
        # Looked up and translated once for all bars.
        self.format_date = formatter()
        self.empty, self.comma = gettext("%(when)s：没有条目"), gettext("、")
        self.sentence = gettext("%(when)s：%(count)s 条（%(kinds)s）")

    def bar(self, date: PartialDate) -> Bar:
        period = date.iso
        counts = self.counted.get(period, Counter())
        is_month = date.precision == MONTH
        change = {"from": period, "to": period} if is_month else {"year": period}
        return Bar(
            period=period,
            label=short_month(date) if is_month else period,
            name=self._name(self.format_date(date), counts),
            count=counts.total(),
            bricks=list(self._bricks(counts)),
            height=self._height(counts),
            url=with_parameters(self.data, **change),
            chosen=period in self.chosen,
            anchor=period if period in self.anchors else "",
        )

    def _height(self, counts: Counter) -> float:
        return round(counts.total() * self.unit, 2)

    def _bricks(self, counts: Counter) -> Iterator[Brick]:
        top = self._height(counts)
        one_by_one = self.unit >= _LEAST_BRICK
        gap = _GAP if one_by_one else 0
        for colour in self.labels:
            number = counts.get(colour, 0)
            times, height = (number, 1) if one_by_one else (min(number, 1), number)
            for _ in range(times):
                top -= height * self.unit
                yield Brick(colour, round(top + gap, 2), round(height * self.unit - gap, 2))

    def _name(self, when: str, counts: Counter) -> str:
        """The bar as text for screen readers: 2018年：9 条（政策文件 4、会议讲话 2 …）."""
        if not counts:
            return self.empty % {"when": when}
        each = self.comma.join(
            f"{label} {counts[colour]}" for colour, label in self.labels.items() if counts[colour]
        )
        return self.sentence % {"when": when, "count": counts.total(), "kinds": each}
