"""The headline of the home page: totals of the whole timeline, whatever is filtered."""

from dataclasses import dataclass

from django.db.models import Count, DateField, Max, Subquery, Value

from policies.models import Body
from portal.index.querysets import documents
from portal.record_types import TIMELINE


@dataclass(frozen=True)
class Totals:
    """The years are None if there is no entry."""

    entries: int
    bodies: int
    first_year: int | None
    last_year: int | None


def totals() -> Totals:
    # An index has these columns, so no document is read.
    listed = documents().on(TIMELINE)
    dated = listed.filter(start__isnull=False).in_order(newest_first=False)
    entries = listed.order_by().values(named=Value("entries"))
    entries = entries.annotate(
        n=Count("*"), first=Subquery(dated.values("start")[:1]), last=Max("end")
    )
    none = Value(None, output_field=DateField())
    bodies = Body.objects.published().order_by().values(named=Value("bodies"))
    bodies = bodies.annotate(n=Count("*"), first=none, last=none)
    columns = ("named", "n", "first", "last")
    both = entries.values_list(*columns).union(bodies.values_list(*columns), all=True)
    counted = {name: rest for name, *rest in both}
    number, first, last = counted.get("entries", (0, None, None))
    return Totals(number, counted.get("bodies", (0,))[0], first and first.year, last and last.year)
