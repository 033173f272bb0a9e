"""Counts of each body's timeline entries: in all, per year, and shared with other bodies.

An entry counts for a body if either source names it; a document counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from policies.charts.years import count_by_year
from policies.models import Body
from portal.index import counted, summaries
from portal.index.querysets import documents
from portal.record_types import TIMELINE

BODY = "body"  # the dimension


@dataclass
class BodyCounts:
    count: int = 0
    years: Counter = field(default_factory=Counter)


def entries() -> Counter[int]:
    """Primary key of a body → the number of its entries; one query."""
    return Counter({int(key): n for key, n in summaries.links(TIMELINE, BODY).items()})


def by_year(keys: Iterable[int]) -> dict[int, BodyCounts]:
    """Primary key of a body → its counts; one query."""
    found: dict[int, BodyCounts] = defaultdict(BodyCounts)
    spans = []
    for first, last, body, number in summaries.links_by_years(TIMELINE, BODY, keys):
        if first:
            spans.append((first, last, int(body), number))
        else:
            found[int(body)].count = number
    for (year, body), number in count_by_year(spans).items():
        found[body].years[year] = number
    return dict(found)


def co_issuers(body: Body) -> list[dict]:
    """Slug, name and `count` of the other bodies of `body`'s entries, most first; two queries."""
    counts: Counter = Counter()
    shared = documents().on(TIMELINE).linked(BODY, [body.pk]).order_by()
    for links, number in shared.values_list("counted_links").annotate(number=Count("*")):
        for key in counted.read(links.split())[BODY]:
            counts[int(key)] += number
    del counts[body.pk]
    named = Body.objects.published().filter(pk__in=counts).values("pk", "slug", "name")
    found = [other | {"count": counts[other["pk"]]} for other in named]
    return sorted(found, key=lambda other: -other["count"])
