"""Facets: filter values with the number of hits; a facet ignores its own selection.

Two queries for any number of facets and entries: one reads what is counted of each document,
one reads names. Counts contain no words of a language, so that a cached answer serves them all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from django.db.models import Value
from django.forms import BoundField

from policies.charts.years import count_by_year
from policies.lists.filters import ListFilters
from portal.dimensions import Dimension
from portal.index import counted as counted_texts
from portal.index.counted import Counted

AT_ONCE = 6
AT_A_TIME = 10_000  # documents that are read at a time to count them
TOTAL, YEAR, MONTH = "total", "year", "month"
NO_COLOUR = "none"


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """`first` are the first few and the selected values, `others` the rest (folded)."""

    dimension: Dimension
    field: BoundField
    values: list[FacetValue]

    @property
    def name(self) -> str:
        return self.dimension.name

    @property
    def first(self) -> list[FacetValue]:
        return [value for value in self.values if self._at_once(value)]

    @property
    def others(self) -> list[FacetValue]:
        return [value for value in self.values if not self._at_once(value)]

    def _at_once(self, value: FacetValue) -> bool:
        few = len(self.values) <= 2 * AT_ONCE
        return few or value.selected or value in self.values[:AT_ONCE]


@dataclass(frozen=True)
class Counts:
    """`total` under all filters; `of` each dimension, by value or (slug, name of a record).

    `years` and `months` are counted by period and colour, as in {"2018-04": {"forum": 2}}.
    """

    total: int
    of: dict[str, Counter]
    years: dict[str, Counter]
    months: dict[str, Counter]


def facets(filters: ListFilters, counts: Counts) -> list[Facet]:
    """All facets; a parameter with a bad value is ignored, and its facet has the error."""
    shown = [one for one in filters.dimensions.values() if one.is_facet]
    shown.sort(key=lambda one: one.rank)
    return [_facet(filters, one, counts.of[one.name]) for one in shown]


def _facet(filters: ListFilters, dimension: Dimension, counts: Counter) -> Facet:
    selected = filters.chosen(dimension.name)
    found = {value: (label, 0) for value, label in selected.items()} | dimension.labelled(counts)
    values = [
        FacetValue(value, label, number, value in selected)
        for value, (label, number) in found.items()
    ]
    values.sort(key=lambda one: dimension.order(one.value, one.label, one.count))
    return Facet(dimension, filters.form[dimension.name], values)


def colours(filters: ListFilters) -> Dimension | None:
    """The dimension whose colours are used in the rail's bars."""
    return next((one for one in filters.dimensions.values() if one.has_colours), None)


def count_values(filters: ListFilters) -> Counts:
    """Counts of a list, each under all filters but its own; months only of one chosen year.

    The months ignore the filters `from` and `to` too, because these choose a month.
    """
    of: dict[str, Counter] = {name: Counter() for name in filters.dimensions}
    total, spans = 0, []
    years, months = defaultdict(Counter), defaultdict(Counter)
    values, links, named = _read(filters)
    coloured = colours(filters)
    for (part, text), number in values.items():
        one, names = Counted.read(text), named[part]
        colour = next(iter(coloured.counted(one)), NO_COLOUR) if coloured else NO_COLOUR
        if TOTAL in names:
            total += number
        if MONTH in names:
            for month in _months(filters, one):
                months[month][colour] += number
        if YEAR in names and one.first_month:
            spans.append((one.first_month // 100, one.last_month // 100, colour, number))
        for name in names:
            if name in of:
                _add(of[name], filters.dimensions[name].counted(one), number)
    _add_links(of, links, named)
    for (year, colour), number in count_by_year(spans).items():
        years[f"{year:04d}"][colour] = number
        of[YEAR][f"{year:04d}"] += number
    return Counts(total, _with_names(filters, of), years, months)


def _add(counter: Counter, keys: Iterable[str], number: int) -> None:
    """Adds `number` under each of `keys`; quicker than `update` for the few keys of a document."""
    for key in keys:
        counter[key] += number


def _add_links(of: dict[str, Counter], links: Counter, named: dict[str, list[str]]) -> None:
    for (part, text), number in links.items():
        for name, keys in counted_texts.read(text.split()).items():
            if name in named[part]:
                _add(of[name], keys, number)


def _months(filters: ListFilters, one: Counted) -> list[str]:
    """The document's months in the one year chosen."""
    year = filters.form.cleaned_data[YEAR][0].start.year
    first, last = max(one.first_month, year * 100 + 1), min(one.last_month, year * 100 + 12)
    return [f"{year:04d}-{month % 100:02d}" for month in range(first, last + 1)]


def _read(filters: ListFilters) -> tuple[Counter, Counter, dict[str, list[str]]]:
    """(part, values) and (part, links) of the documents, and by part what it counts; one query.

    All that is counted under the same filters is one part, the total among it.
    """
    given = filters.form.cleaned_data
    hidden = {TOTAL: (), **{name: (name,) for name in filters.dimensions}}
    if len(given.get(YEAR, [])) == 1:
        hidden[MONTH] = ("from", "to")
    passes: dict[tuple[str, ...], list[str]] = {}
    for name, without in hidden.items():
        passes.setdefault(tuple(one for one in without if given.get(one)), []).append(name)
    parts = [(filters.narrow(*without), names) for without, names in passes.items()]
    columns = ("part", "counted_values", "counted_links")
    found = [
        documents.order_by().annotate(part=Value(str(number))).values_list(*columns)
        for number, (documents, _) in enumerate(parts)
    ]
    values, links = Counter(), Counter()
    # Counted in Python, because grouping takes the database longer than returning them.
    rows = found[0].union(*found[1:], all=True).iterator()
    while some := list(islice(rows, AT_A_TIME)):
        values.update(map(itemgetter(0, 1), some))
        links.update(map(itemgetter(0, 2), some))
    return values, links, {str(number): names for number, (_, names) in enumerate(parts)}


def _with_names(filters: ListFilters, of: dict[str, Counter]) -> dict[str, Counter]:
    """Counters of records by (slug, name) instead of primary key; one query for all of them."""
    asked = {name: one.names(of[name]) for name, one in filters.dimensions.items()}
    first, *others = [names for names in asked.values() if names is not None] or [()]
    named: dict[str, Counter] = {name: Counter() for name in asked if asked[name] is not None}
    for name, pk, slug, label in first.union(*others, all=True) if others else first:
        named[name][slug, label] = of[name][str(pk)]
    return of | named
