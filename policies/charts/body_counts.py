"""Counts of each body's timeline entries: in all, per year, and shared with other bodies.

An entry counts for a body if either source names it; a document counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F

from policies.charts.years import count_by_year
from policies.models import Body
from portal.index import counted
from portal.index.querysets import DocumentQuerySet, documents
from portal.record_types import TIMELINE


@dataclass
class BodyCounts:
    count: int = 0
    years: Counter = field(default_factory=Counter)


def by_year() -> dict[int, BodyCounts]:
    """Body primary key → its counts; one query."""
    found: dict[int, BodyCounts] = defaultdict(BodyCounts)
    spans: Counter = Counter()
    years = (F("first_month") / 100, F("last_month") / 100)
    for body, number, first, last in _taking_part(documents().on(TIMELINE), *years):
        found[body].count += number
        if first:
            spans[first, last, body] += number
    counted_by_year = count_by_year((*span, number) for span, number in spans.items())
    for (year, body), number in counted_by_year.items():
        found[body].years[year] = number
    return dict(found)


def _taking_part(entries: DocumentQuerySet, *columns) -> Iterator[tuple]:
    """(body primary key, number of entries, values of `columns`) in groups.

    Reads the links that each document repeats as a text, because a join takes longer.
    """
    rows = entries.order_by().values_list(*columns, "counted_links").annotate(number=Count("*"))
    bodies: dict[str, list[int]] = {}
    for *values, links, number in rows:
        if links not in bodies:
            bodies[links] = [int(key) for key in counted.read(links.split()).get("body", ())]
        for body in bodies[links]:
            yield body, number, *values


def co_issuers(body: Body) -> list[dict]:
    """Slug, name and `count` of the other bodies of `body`'s entries, most first; two queries."""
    counts: Counter = Counter()
    for other, number in _taking_part(documents().on(TIMELINE).linked("body", [body.pk])):
        counts[other] += number
    del counts[body.pk]
    named = Body.objects.published().filter(pk__in=counts).values("pk", "slug", "name")
    found = [other | {"count": counts[other["pk"]]} for other in named]
    return sorted(found, key=lambda other: -other["count"])
