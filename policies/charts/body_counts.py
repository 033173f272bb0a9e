"""Counts of each body's timeline entries: in all, per year, and shared with other bodies.

An entry counts for a body if either source names it; a document counts once.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from policies.charts.years import count_by_year
from policies.models import Body
from portal.index.places import keys_of
from portal.models import Listing, ListingBody
from portal.record_types import TIMELINE


@dataclass
class Participation:
    """Numbers of a body's entries, in all and by year."""

    count: int = 0
    years: Counter = field(default_factory=Counter)


def by_year() -> dict[int, Participation]:
    """Body primary key → its counts; one query, a row for each body and span of months."""
    found: dict[int, Participation] = defaultdict(Participation)
    parts = ListingBody.objects.filter(listing__pk__range=keys_of(TIMELINE))
    spans = parts.values_list("body", "listing__first_month", "listing__last_month")
    taking_part = []
    for body, first, last, number in spans.annotate(number=Count("*")):
        found[body].count += number
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
    together = Listing.objects.on(TIMELINE).issued_by([body])
    parts = ListingBody.objects.filter(listing__in=together.values("pk")).exclude(body=body.pk)
    counts = dict(parts.values_list("body").annotate(number=Count("*")))
    named = [
        CoIssuer(slug, name, counts[key])
        for key, slug, name in Body.objects.published()
        .filter(pk__in=counts)
        .values_list("pk", "slug", "name")
    ]
    return sorted(named, key=lambda other: -other.count)
