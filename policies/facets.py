"""How many entries each filter value would give; a facet ignores its own selection.

Three queries however many facets and entries: the dates, all other counts, the names.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from policies.filters import EntryFilter
from policies.models import Body, Kind
from policies.querysets import EntryQuerySet
from portal.models import Source


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]
    errors: list[str]


Counts = dict[str, Counter]


def facets(filters: EntryFilter, counts: Counts) -> list[Facet]:
    """The facets year, kind, body and source as shown under `filters`.

    A parameter with a bad value counts as not given, and its facet carries the error.
    """
    shown = []
    for name, order in _ORDER.items():
        field = filters.form[name]
        selected = selected_values(filters, name)
        labels = dict(counts[name].keys()) | selected
        totals = Counter({value: number for (value, _), number in counts[name].items()})
        values = [
            FacetValue(value, label, totals[value], value in selected)
            for value, label in labels.items()
        ]
        shown.append(Facet(name, field.label, sorted(values, key=order), field.errors))
    return shown


def selected_values(filters: EntryFilter, name: str) -> dict[str, str]:
    """Chosen value → label, of one repeatable parameter."""
    chosen = filters.form.cleaned_data.get(name, [])
    if name == "year":
        return {date.iso: str(date) for date in chosen}
    if name == "kind":
        return {value: Kind(value).label for value in chosen}
    return {record.slug: str(record) for record in chosen}


_KINDS = list(Kind)
_ORDER = {
    "year": lambda value: -int(value.value),
    "kind": lambda value: _KINDS.index(value.value),
    "body": lambda value: (-value.count, value.label),
    "source": lambda value: value.value,
}


def body_counts(querysets: list[EntryQuerySet]) -> Counter:
    """Body primary key → how many of the entries of `querysets` it took part in."""
    parts = [
        part.values_list("key", "number") for entries in querysets for part in _bodies(entries)
    ]
    totals: Counter = Counter()
    for key, number in parts[0].union(*parts[1:], all=True):
        totals[int(key)] += number
    return totals


def count_values(narrowed: Callable[[str], list[EntryQuerySet]]) -> Counts:
    """Facet → (value, label) → entries, where `narrowed` leaves out the filter it is given."""
    counted = [
        part.annotate(facet=Value(name)).values_list("facet", "key", "number")
        for name, count in (("kind", _kinds), ("body", _bodies), ("source", _sources))
        for entries in narrowed(name)
        for part in count(entries)
    ]
    keys: Counter = Counter()
    for name, key, number in counted[0].union(*counted[1:], all=True):
        keys[name, key] += number
    names = _names(keys)
    counts: Counts = {"kind": Counter(), "body": Counter(), "source": Counter()}
    for (name, key), number in keys.items():
        value = (key, Kind(key).label) if name == "kind" else names[name, key]
        counts[name][value] = number
    counts["year"] = _count_years(narrowed("year"))
    return counts


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
    """Own issuances, and those of the twins that name a body which the entry itself does not."""
    own = entries.model.bodies.through.objects
    # Counting a whole table by its index is many times quicker than by membership.
    yield _grouped(own.filter(record__in=entries) if entries.query.where else own, "body")
    if entries.has_twins:
        others = entries.annotate(body=F(f"{entries.model.twin}__issuances__body"))
        named = own.filter(record=OuterRef("pk"), body=OuterRef("body"))
        others = others.filter(~Exists(named), body__isnull=False)
        yield _grouped(others, "body", distinct=entries.model.many_twins)


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


def _count_years(querysets: list[EntryQuerySet]) -> Counter:
    """(year, label) → entries; an entry that runs over New Year counts in both years."""
    dates = [
        queryset.order_by()
        .values("timeline_start", "timeline_end")
        .annotate(number=Count("pk"))
        .values_list("timeline_start", "timeline_end", "number")
        for queryset in querysets
    ]
    counts: Counter = Counter()
    for start, end, number in dates[0].union(*dates[1:], all=True):
        for year in range(start.year, end.year + 1):
            counts[f"{year:04d}", f"{year}年"] += number
    return counts
