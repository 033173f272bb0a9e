"""The rail: a bar a year, or a month of the one year chosen, stacked by the list's colours (kinds).

A long run of empty years is one place. Each bar leads to what it counts. Bars are drawn
in pixels, the tallest at most `TALLEST`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from policies.charts.years import gaps
from policies.lists.facets import NO_COLOUR, Counts, colours
from policies.lists.filters import ListFilters
from portal.text.dates import MONTH, PartialDate, read_query
from portal.web.addresses import with_parameters
from portal.web.date_format import say, short_month

TALLEST = 96
_TALLEST_BRICK = 20.0
_LEAST_BRICK = 3.0  # below it entries are not drawn one by one
_GAP = 1.0


@dataclass(frozen=True)
class Brick:
    """One entry, or all of one colour where there are too many; `top` is from the bar's own top."""

    colour: str
    top: float
    height: float


@dataclass(frozen=True)
class Bar:
    """`period` is 2018 or 2018-04, 1951-2013 of years left out, which have no count.

    `anchor` is the heading in the list below, where there is one.
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
    """`whole_year` leads from a chosen month back to its year, `all_years` to all of them."""

    bars: list[Bar]
    by_month: bool
    whole_year: str
    all_years: str
    colours: list[tuple[str, str]]

    @property
    def low(self) -> bool:
        """Whether half the height is enough for every bar."""
        return max((bar.height for bar in self.bars), default=0) <= TALLEST / 2


def rail(filters: ListFilters, counts: Counts, links: QueryDict, anchors: set[str]) -> Rail:
    """`counts` are of the same filters; `anchors` are the headings of the list below."""
    chosen = filters.form.cleaned_data.get("year", [])
    span = [filters.form.cleaned_data.get(name) for name in ("from", "to")]
    by_month = len(chosen) == 1
    counted = _by_period(counts.months if by_month else counts.years)
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
    """Label of each colour that occurs, in the order of the legend."""
    dimension = colours(filters)
    known = {value: str(label) for value, label in dimension.choices.items()} if dimension else {}
    known[NO_COLOUR] = gettext("其他")
    found = {colour for counts in counted.values() for colour in counts}
    return {colour: label for colour, label in known.items() if colour in found}


def _by_period(counts: Counter) -> dict[str, Counter]:
    found: dict[str, Counter] = {}
    for (period, colour), number in counts.items():
        found.setdefault(period, Counter())[colour] += number
    return found


def _all_years(counted: dict[str, Counter]) -> Iterator[str | tuple[int, int]]:
    """Every year from the first to the last, those without entries too; long gaps as one."""
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
    """Bars to one scale."""

    def __init__(
        self, data: QueryDict, counted: dict, labels: dict, chosen: set[str], anchors: set[str]
    ):
        self.data, self.counted, self.labels = data, counted, labels
        self.chosen, self.anchors = chosen, anchors
        tallest = max((counts.total() for counts in counted.values()), default=1)
        self.unit = min(TALLEST / tallest, _TALLEST_BRICK)

    def bar(self, date: PartialDate) -> Bar:
        counts = self.counted.get(date.iso, Counter())
        month = {"from": date.iso, "to": date.iso}
        change = month if date.precision == MONTH else {"year": date.iso}
        return Bar(
            period=date.iso,
            label=short_month(date) or date.iso,
            name=self._name(say(date), counts),
            count=counts.total(),
            bricks=list(self._bricks(counts)),
            height=self._height(counts),
            url=with_parameters(self.data, **change),
            chosen=date.iso in self.chosen,
            anchor=date.iso if date.iso in self.anchors else "",
        )

    def _height(self, counts: Counter) -> float:
        return round(counts.total() * self.unit, 2)

    def _bricks(self, counts: Counter) -> Iterator[Brick]:
        top = self._height(counts)
        one_by_one = self.unit >= _LEAST_BRICK
        gap = _GAP if one_by_one else 0
        for colour in self.labels:
            number = counts[colour]
            times, height = (number, 1) if one_by_one else (min(number, 1), number)
            for _ in range(times):
                top -= height * self.unit
                yield Brick(colour, round(top + gap, 2), round(height * self.unit - gap, 2))

    def _name(self, when: str, counts: Counter) -> str:
        """2018年：9 条（政策文件 4、会议讲话 2 …）, for those who cannot see the bar."""
        if not counts:
            return gettext("%(when)s：没有条目") % {"when": when}
        each = gettext("、").join(
            f"{label} {counts[colour]}" for colour, label in self.labels.items() if counts[colour]
        )
        sentence = gettext("%(when)s：%(count)s 条（%(kinds)s）")
        return sentence % {"when": when, "count": counts.total(), "kinds": each}
