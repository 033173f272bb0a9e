"""How many entries each filter value would give; a facet ignores its own selection.

Two queries however many facets and entries: one for the dates, one for all else.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value

from policies.models import Kind
from policies.querysets import EntryQuerySet


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


def count_facets(timeline) -> list[Facet]:
    """Facets year, kind, body and source of a `Timeline` whose form has been validated.

    A parameter with a bad value counts as not given, and its facet carries the error.
    """
    counts = _count(timeline)
    counts["year"] = _count_years(timeline.narrowed(without="year"))
    labels = {(name, value): label for name in counts for value, label in counts[name]}
    facets = []
    for name, order in _ORDER.items():
        selected = selected_values(timeline.filters, name)
        totals = Counter({value: number for (value, _), number in counts[name].items()})
        values = [
            FacetValue(
                value,
                selected.get(value) or labels[name, value],
                totals[value],
                value in selected,
            )
            for value in totals.keys() | selected.keys()
        ]
        field = timeline.filters.form[name]
        facets.append(Facet(name, field.label, sorted(values, key=order), field.errors))
    return facets


def selected_values(filters, name: str) -> dict[str, str]:
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
    """Body slug → how many of the entries of `querysets` it took part in."""
    parts = [part for entries in querysets for part in _bodies(entries)]
    counted = [part.values_list("value", "number") for part in parts]
    totals: Counter = Counter()
    for slug, number in counted[0].union(*counted[1:], all=True):
        totals[slug] += number
    return totals


def _count(timeline) -> dict[str, Counter]:
    """Facet → (value, label) → entries."""
    parts = [
        part
        for name, count in (("kind", _kinds), ("body", _bodies), ("source", _sources))
        for queryset in timeline.narrowed(without=name)
        for part in _tagged(name, count(queryset))
    ]
    counts: dict[str, Counter] = {"kind": Counter(), "body": Counter(), "source": Counter()}
    for name, value, label, number in parts[0].union(*parts[1:], all=True):
        counts[name][value, label or Kind(value).label] += number
    return counts


def _tagged(name: str, counted: Iterator[QuerySet]) -> Iterator[QuerySet]:
    for queryset in counted:
        yield queryset.annotate(facet=Value(name)).values_list("facet", "value", "label", "number")


def _kinds(entries: EntryQuerySet) -> Iterator[QuerySet]:
    yield _grouped(entries, F("kind"), Value(""), "pk")


def _bodies(entries: EntryQuerySet) -> Iterator[QuerySet]:
    """Own issuances, and those of the twins that name a body which the entry itself does not."""
    own = entries.model.bodies.through.objects
    key = entries.model.twin_key
    yield _grouped(
        own.filter(record__in=entries.values("pk")), F("body__slug"), F("body__name"), "record"
    )
    named = own.filter(record=OuterRef(key), body=OuterRef("body"))
    twins = entries.twin_issuances().filter(**{f"{key}__in": entries.values("pk")})
    yield _grouped(twins.exclude(Exists(named)), F("body__slug"), F("body__name"), key)


def _sources(entries: EntryQuerySet) -> Iterator[QuerySet]:
    told = entries.exclude(source=None)
    yield _grouped(told, F("source__slug"), F("source__short_title"), "pk")
    twin = f"{entries.model.twin}__source"
    others = entries.exclude(**{twin: None}).exclude(**{twin: F("source")})
    yield _grouped(others, F(f"{twin}__slug"), F(f"{twin}__short_title"), "pk")


def _grouped(queryset: QuerySet, value, label, counted: str) -> QuerySet:
    return (
        queryset.order_by()
        .values(value=value, label=label)
        .annotate(number=Count(counted, distinct=True))
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
