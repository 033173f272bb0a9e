"""The vocabulary in which listed records are asked for; every word chains."""

from django.db import models
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Range

from portal.index.places import Order, keys_of
from portal.search import index
from portal.search.query import Query
from portal.search.relevance import in_titles, relevance
from portal.text.dates import PartialDate

# Oldest first. Within a day the narrower comes first and then the source's own order;
# the last word makes the order total across the tables.
ORDER = Order._fields
NEWEST_FIRST = tuple(f"-{name}" for name in ORDER)


@models.BigAutoField.register_lookup
class Among(Range):
    """From one key to another; SQLite must not sort all of them, where an index has the order."""

    lookup_name = "among"

    def as_sqlite(self, compiler, connection):
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params


class ListingQuerySet(models.QuerySet):
    """Indexed records. They are asked for on one list, or as what holds a query there."""

    def on(self, scope: str):
        """What stands on a list: timeline, policy, milestone, excerpt or search; "" for all."""
        return self.filter(pk__among=keys_of(scope)) if scope else self

    def matching(self, query: Query, scope: str, *, narrowed: bool = False):
        """What on a list holds each of the query's words, and none that it leaves out.

        `narrowed` says that other conditions follow.
        """
        sql, params = index.condition(query, scope, narrowed=narrowed)
        return self.filter(RawSQL(sql, params, BooleanField()))  # noqa: S611 - made by our own index

    def on_reading(self, query: Query, scope: str):
        """The same, by reading text after text: quicker where nearly every one holds it."""
        return self.on(scope).filter(index.held_in(query, "text__folded"))

    def of_type(self, types: list[str]):
        return self.filter(type__in=types)

    def overlapping(self, dates: list[PartialDate]):
        """Those whose interval overlaps any of `dates`."""
        wanted = Q()
        for date in dates:
            wanted |= Q(start__lte=date.end, end__gte=date.start)
        return self.filter(wanted)

    def since(self, date: PartialDate):
        return self.filter(end__gte=date.start)

    def until(self, date: PartialDate):
        return self.filter(start__lte=date.end)

    def of_kind(self, kinds: list[str]):
        return self.filter(kind__in=kinds)

    def issued_by(self, bodies):
        """Those in which one of `bodies` took part, as any source tells it."""
        parts = self.model.bodies.field.model.objects
        return self.filter(pk__in=parts.filter(body__in=_keys(bodies)).values("listing"))

    def told_by(self, sources):
        """Those that one of `sources` tells of."""
        wanted = Q()
        for key in _keys(sources):
            wanted |= Q(sources__contains=f" {key} ")
        return self.filter(wanted)

    def in_order(self, *, newest_first: bool):
        return self.order_by(*(NEWEST_FIRST if newest_first else ORDER))

    def before(self, order: Order):
        return self.filter(_beyond(order, "lt")).in_order(newest_first=True)

    def after(self, order: Order):
        return self.filter(_beyond(order, "gt")).in_order(newest_first=False)

    def in_titles(self, query: Query):
        """Those whose titles hold every word: by relevance, the first of all."""
        return self.filter(in_titles(query, "text__folded"))

    def by_relevance(self, query: Query):
        """What answers best first; among equals, the newest."""
        last = F("start").desc(nulls_last=True)
        return self.order_by(*relevance(query, "text__folded"), last, *NEWEST_FIRST[1:])


def _beyond(order: Order, compare: str) -> Q:
    """Before ("lt") or after ("gt") a place in the total order."""
    beyond, ties = Q(), Q()
    for name, value in zip(ORDER, order, strict=True):
        beyond |= ties & Q(**{f"{name}__{compare}": value})
        ties &= Q(**{name: value})
    # The first condition follows from the others; it lets the index find the place.
    return Q(**{f"start__{compare}e": order.start}) & beyond


def _keys(records) -> list[int]:
    return [record.pk for record in records]
