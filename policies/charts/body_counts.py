"""Counts of each body's timeline entries: in all, per year, and shared with other bodies.

An entry counts for a body if either source names it; a document counts once.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from policies.charts.years import count_by_year
from policies.models import Body
from portal.index.querysets import documents, on_list_at
from portal.models import DocumentLink
from portal.record_types import TIMELINE


@dataclass
class BodyCounts:
    """Numbers of a body's entries, in all and by year."""

    count: int = 0
    years: Counter = field(default_factory=Counter)


def by_year() -> dict[int, BodyCounts]:
    """Body primary key → its counts; one query, a row for each body and span of months."""
    found: dict[int, BodyCounts] = defaultdict(BodyCounts)
    # One join: a subquery would look each document up a second time.
    parts = DocumentLink.objects.filter(on_list_at("document__lists", TIMELINE), dimension="body")
    spans = parts.values_list("value", "document__first_month", "document__last_month")
    taking_part = []
    for body, first, last, number in spans.annotate(number=Count("*")):
        found[body].count += number
        if first:
            taking_part.append((first // 100, last // 100, body, number))
    for (year, body), number in count_by_year(taking_part).items():
        found[body].years[year] = number
    return dict(found)


@dataclass(frozen=True)
class CoIssuer:
    slug: str
    name: str
    count: int


def co_issuers(body: Body) -> list[CoIssuer]:
    """The other bodies of `body`'s entries, most entries first; two queries."""
    shared = documents().on(TIMELINE).linked("body", [body.pk])
    parts = DocumentLink.objects.filter(dimension="body", document__in=shared.values("pk"))
    parts = parts.exclude(value=body.pk)
    counts = dict(parts.values_list("value").annotate(number=Count("*")))
    named = [
        CoIssuer(slug, name, counts[key])
        for key, slug, name in Body.objects.published()
        .filter(pk__in=counts)
        .values_list("pk", "slug", "name")
    ]
    return sorted(named, key=lambda other: -other.count)
