"""How many entries each filter value would give; a facet ignores its own selection.

Two queries however many facets and entries: what is counted of each document, the names.
What is kept of them knows no language: words are put to it where it is shown.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from django.apps import apps
from django.db.models import F, Value

from policies.charts.years import count_by_year
from policies.lists.filters import EntryFilter
from policies.models import Body, Kind
from portal.index import counted as counted_texts
from portal.index.counted import Counted
from portal.models import Source
from portal.text.dates import read_query
from portal.web.date_format import say

AT_ONCE = 6
AT_A_TIME = 10_000  # documents are read, to count them


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
    """How many records there are of each; `total` under all filters.

    `bodies` and `sources` go by (slug, name); `years` and `months` by (period, kind), as
    in ("2018", "forum") and ("2018-04", "forum").
    """

    total: int
    types: Counter
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
    if name in ("kind", "type"):
        labels = filters.form.fields[name].choices
        return {value: str(labels[value]) for value in chosen}
    return {record.slug: str(record) for record in chosen}


_KINDS = list(Kind)
_ORDER = {
    "year": lambda value: -int(value.value),
    "kind": lambda value: _KINDS.index(value.value),
    "body": lambda value: (-value.count, value.label),
    "source": lambda value: value.value,
}


def count_values(filters: EntryFilter, scope: str) -> Counts:
    """Counts of a list, each under all filters but its own; months, of one chosen year only.

    The months ignore the span of dates as well: it is by that span that one chooses a month.
    """
    chosen = filters.form.cleaned_data.get("year", [])
    total, types, kinds, sources = 0, Counter(), Counter(), Counter()
    spans, months = [], Counter()
    entries, taking_part = _counted(filters, scope)
    for (names, text), number in entries.items():
        one, names = Counted.read(text), names.split()
        if "total" in names:
            total += number
        if "type" in names:
            types[one.type] += number
        if "kind" in names:
            kinds.update(dict.fromkeys(one.values.get("kind", ()), number))
        if "source" in names:
            sources.update(dict.fromkeys(map(int, one.values.get("source", ())), number))
        if "year" in names and one.first_month:
            years_of = one.first_month // 100, one.last_month // 100
            spans += [(*years_of, kind, number) for kind in one.values.get("kind", ())]
        if "month" in names:
            for month in _months_of(one, chosen[0].start.year):
                months.update(
                    dict.fromkeys(((month, k) for k in one.values.get("kind", ())), number)
                )
    years = Counter({(f"{year:04d}", kind): n for (year, kind), n in count_by_year(spans).items()})
    bodies = _bodies(taking_part)
    named = _names({Body: bodies, Source: sources})
    return Counts(total, types, kinds, named[Body], named[Source], years, months)


def _counted(filters: EntryFilter, scope: str) -> tuple[Counter, Counter]:
    """(names of what it counts for, what is counted) and (those names, bodies); one query.

    What no filter of its own hides is counted, with the total, in one and the same pass.
    """
    passes: dict[tuple[str, ...], list[str]] = {(): ["total"]}
    for name in ("type", "kind", "source", "year", "body"):
        hidden = (name,) if filters.form.cleaned_data.get(name) else ()
        passes.setdefault(hidden, []).append(name)
    parts = [(filters.narrow(scope, *hidden), names) for hidden, names in passes.items()]
    chosen = filters.form.cleaned_data.get("year", [])
    if len(chosen) == 1:
        of_year = filters.narrow(scope, "year", "from", "to").overlapping(chosen)
        parts.append((of_year, ["month"]))
    listed = [
        part.order_by()
        .annotate(names=Value(" ".join(names)))
        .values_list("names", "counted_values", "counted_links")
        for part, names in parts
    ]
    entries, bodies = Counter(), Counter()
    # Counted here: a database takes longer to group them than to give them.
    rows = listed[0].union(*listed[1:], all=True).iterator()
    while some := list(islice(rows, AT_A_TIME)):
        entries.update(map(itemgetter(0, 1), some))
        bodies.update(map(itemgetter(0, 2), some))
    return entries, bodies


def _bodies(taking_part: Counter) -> Counter:
    """Primary key → in how many documents the body took part."""
    bodies = Counter()
    for (names, keys), number in taking_part.items():
        if "body" in names.split():
            linked = counted_texts.read(keys).get("body", ())
            bodies.update(dict.fromkeys(map(int, linked), number))
    return bodies


def _names(counted: dict[type, Counter]) -> dict[type, Counter]:
    """The counters of bodies and sources, by (slug, name) instead of primary key; one query."""
    parts = [
        model.objects.filter(pk__in=numbers)
        .order_by()
        .annotate(table=Value(model._meta.label), label=F(label))
        .values_list("table", "pk", "slug", "label")
        for (model, numbers), label in zip(counted.items(), ("name", "short_title"), strict=True)
    ]
    named: dict[type, Counter] = {model: Counter() for model in counted}
    for table, pk, slug, label in parts[0].union(*parts[1:], all=True):
        model = apps.get_model(table)
        named[model][slug, label] = counted[model][pk]
    return named


def _months_of(one: Counted, year: int) -> list[str]:
    """Its months in `year`."""
    first, last = max(one.first_month, year * 100 + 1), min(one.last_month, year * 100 + 12)
    return [f"{year:04d}-{month % 100:02d}" for month in range(first, last + 1)]
