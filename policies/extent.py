"""How much the whole timeline holds, whatever filters a page has."""

from dataclasses import dataclass

from django.db.models import Count, DateField, Max, Min, Value

from policies.models import Body
from policies.timeline import timeline_entries


@dataclass(frozen=True)
class Extent:
    """The years are None where there is no entry."""

    entries: int
    bodies: int
    first_year: int | None
    last_year: int | None


def extent() -> Extent:
    """One query."""
    parts = [
        queryset.order_by()
        .values(named=Value(0))
        .annotate(number=Count("*"), first=Min("timeline_start"), last=Max("timeline_end"))
        .values_list("named", "number", "first", "last")
        for queryset in timeline_entries()
    ]
    no_day = Value(None, output_field=DateField())
    bodies = Body.objects.order_by().values(number=Value(0)).annotate(named=Count("*"))
    bodies = bodies.annotate(first=no_day, last=no_day)
    counted = parts[0].union(
        *parts[1:], bodies.values_list("named", "number", "first", "last"), all=True
    )
    bodies, numbers, firsts, lasts = zip(*counted, strict=True)
    return Extent(
        sum(numbers),
        sum(bodies),
        min((first.year for first in firsts if first), default=None),
        max((last.year for last in lasts if last), default=None),
    )
