"""The headline of the home page: totals of the whole timeline, whatever is filtered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from policies.charts.years import known_ends
from policies.models import Body
from portal.index.counted import Common
from portal.prepared import Prepared

_BODIES = Prepared(
    lambda: (
        Body.objects.published()
        .order_by()
        .values("state")
        .annotate(number=Count("*"))
        .values_list("number", flat=True)
    )
)


@dataclass(frozen=True)
class Totals:
    """The years are None if there is no entry."""

    entries: int
    bodies: int
    first_year: int | None
    last_year: int | None


def totals(combinations: Sequence[Common]) -> Totals:
    """`combinations` are those of the timeline's documents; one query."""
    entries = sum(one.number for one in combinations)
    return Totals(entries, _BODIES.first() or 0, *span(combinations))


def span(combinations: Sequence[Common]) -> tuple[int | None, int | None]:
    """The first and the last year of their documents; None if they have no date."""
    dated = [one.counted.years for one in combinations if one.counted.first_year]
    years = [year for first, last in dated for year in known_ends(first, last)]
    return min(years, default=None), max(years, default=None)
