"""How many entries each filter value would give; a facet ignores its own selection.

Three queries however many facets and entries: the dates, all other counts, the names.
What is kept of them knows no language: words are put to it where it is shown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, F, Max, Q, QuerySet, Value
from django.db.models.functions import Cast

from policies.filters import EntryFilter
from policies.models import Body, Kind
from policies.participation import parts_taken
from policies.querysets import EntryQuerySet
from portal.dates import read_query
from portal.models import Source
from portal.wording import say

AT_ONCE = 6


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """`first` are the values shown at once: the first few and those chosen; `others` the rest."""

    name: str
    label: str
    values: list[FacetValue]
    errors: list[str]

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
    """How many entries there are of each; `total` under all filters.

    `bodies` and `sources` go by (slug, name); `years` and `months` by (period, kind), as
    in ("2018", "forum") and ("2018-04", "forum").
    """

    total: int
    kinds: Counter
    bodies: Counter
    sources: Counter
    years: Counter
    months: Counter


def facets(filters: EntryFilter, counts: Counts) -> list[Facet]:
    """The facets year, kind, body and source as shown under `filters`.

    A parameter with a bad value counts as not given, and its facet carries the error.
    """
    counted = {
        "year": _years(counts.years),
        "kind": {kind: (str(Kind(kind).label), number) for kind, number in counts.kinds.items()},
        "body": _named(counts.bodies),
        "source": _named(counts.sources),
    }
    shown = []
    for name, order in _ORDER.items():
        field = filters.form[name]
        selected = selected_values(filters, name)
        found = {value: (label, 0) for value, label in selected.items()} | counted[name]
        values = [
            FacetValue(value, label, number, value in selected)
            for value, (label, number) in found.items()
        ]
        shown.append(Facet(name, field.label, sorted(values, key=order), field.errors))
    return shown


def _years(counts: Counter) -> dict[str, tuple[str, int]]:
    totals: Counter = Counter()
    for (year, _), number in counts.items():
        totals[year] += number
    return {year: (say(read_query(year)), number) for year, number in totals.items()}


def _named(counts: Counter) -> dict[str, tuple[str, int]]:
    return {slug: (name, number) for (slug, name), number in counts.items()}


def selected_values(filters: EntryFilter, name: str) -> dict[str, str]:
    """Chosen value → label, of one repeatable parameter."""
    chosen = filters.form.cleaned_data.get(name, [])
    if name == "year":
        return {date.iso: say(date) for date in chosen}
    if name == "kind":
        return {value: str(Kind(value).label) for value in chosen}
    return {record.slug: str(record) for record in chosen}


_KINDS = list(Kind)
_ORDER = {
    "year": lambda value: -int(value.value),
    "kind": lambda value: _KINDS.index(value.value),
    "body": lambda value: (-value.count, value.label),
    "source": lambda value: value.value,
}


def count_values(filters: EntryFilter, querysets: list[EntryQuerySet]) -> Counts:
    """Counts of `querysets`, each under all filters but its own; months, of one chosen year only.

    The months ignore the span of dates as well: it is by that span that one chooses a month.
    """
    parts = [
        part.annotate(facet=Value(name)).values_list("facet", "key", "number")
        for name, count in (("kind", _kinds), ("body", _bodies), ("source", _sources))
        for entries in querysets
        for part in count(filters.narrow(entries, name))
    ]
    keys: Counter = Counter()
    for name, key, number in parts[0].union(*parts[1:], all=True):
        keys[name, key] += number
    names = _names(keys)
    found: dict[str, Counter] = {"kind": Counter(), "body": Counter(), "source": Counter()}
    for (name, key), number in keys.items():
        found[name][key if name == "kind" else names[name, key]] = number
    total, years, months = _count_dates(filters, querysets)
    return Counts(total, found["kind"], found["body"], found["source"], years, months)


def _count_dates(filters: EntryFilter, querysets: list[EntryQuerySet]):
    """The total, and the entries by (year, kind) and (month, kind)."""
    chosen = filters.form.cleaned_data.get("year", [])
    wanted = {"year": [filters.narrow(entries, "year") for entries in querysets]}
    if len(chosen) == 1:
        wanted["month"] = [
            filters.narrow(entries, "year", "from", "to").overlapping(chosen)
            for entries in querysets
        ]
    total, years, months = 0, Counter(), Counter()
    for name, kind, start, end, number in _dates(wanted):
        if name == "month":
            for month in _months_of(start, end, chosen[0].start.year):
                months[month, kind] += number
            continue
        for year in range(start.year, end.year + 1):  # over New Year, it counts in both
            years[f"{year:04d}", kind] += number
        if not chosen or any(start <= year.end and year.start <= end for year in chosen):
            total += number
    return total, years, months


def _names(keys: Counter) -> dict[tuple[str, str], tuple[str, str]]:
    """(facet, primary key) → (slug, name), of the bodies and sources counted."""
    parts = []
    for facet, model, label in (("body", Body, "name"), ("source", Source, "short_title")):
        wanted = [key for name, key in keys if name == facet]
        parts.append(
            model.objects.filter(pk__in=wanted)
            .order_by()
            .annotate(facet=Value(facet), label=F(label))
            .values_list("facet", "pk", "slug", "label")
        )
    return {
        (facet, str(pk)): (slug, label)
        for facet, pk, slug, label in parts[0].union(parts[1], all=True)
    }


def _kinds(entries: EntryQuerySet) -> Iterator[QuerySet]:
    yield _grouped(entries, "kind")


def _bodies(entries: EntryQuerySet) -> Iterator[QuerySet]:
    for parts in parts_taken(entries):
        yield _grouped(parts.rows, "body", distinct=parts.repeated)


def _sources(entries: EntryQuerySet) -> Iterator[QuerySet]:
    yield _grouped(entries.filter(source__isnull=False), "source")
    if entries.has_twins:
        others = entries.annotate(told=F(f"{entries.model.twin}__source"))
        others = others.filter(~Q(told=F("source")) | Q(source=None), told__isnull=False)
        yield _grouped(others, "told", distinct=entries.model.many_twins)


def _grouped(queryset: QuerySet, key: str, *, distinct: bool = False) -> QuerySet:
    """(key, number) by the column `key`; `distinct` where a join may repeat an entry."""
    return (
        queryset.order_by()
        .values(key)
        .annotate(
            number=Count("pk", distinct=True) if distinct else Count("*"),
            # As text, so that all facets fit one union; an aggregate, so that the
            # groups are still read off the column's own index.
            key=Max(Cast(key, CharField())),
        )
        .values("key", "number")
    )


def _dates(wanted: dict[str, list[EntryQuerySet]]) -> QuerySet:
    """(name, kind, start, end, number) of the querysets under each name; one query."""
    parts = [
        entries.order_by()
        .values("kind", "timeline_start", "timeline_end")
        .annotate(number=Count("pk"), facet=Value(name))
        .values_list("facet", "kind", "timeline_start", "timeline_end", "number")
        for name, querysets in wanted.items()
        for entries in querysets
    ]
    return parts[0].union(*parts[1:], all=True)


def _months_of(start: date, end: date, year: int) -> list[str]:
    first = start.month if start.year == year else 1
    last = end.month if end.year == year else 12
    return [f"{year:04d}-{month:02d}" for month in range(first, last + 1)]
