"""The queryset of documents; its methods can be chained."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from portal.index.counted import token
from portal.index.marks import COMMON_LISTS
from portal.index.order import NEWEST_FIRST, ORDER, Order
from portal.models import Document, DocumentLink
from portal.text.dates import PartialDate


class DocumentQuerySet(models.QuerySet):
    def on(self, scope: str):
        """The documents on a list: timeline, search or a type's name; all documents for ""."""
        if not scope:
            return self
        on_list = self.filter(on_list_at("lists", scope))
        return on_list if scope in COMMON_LISTS else on_list.filter(type=scope)

    def overlapping(self, dates: list[PartialDate]):
        wanted = Q()
        for one in dates:
            wanted |= Q(start__lte=one.end, end__gte=one.start)
        return self.filter(wanted)

    def since(self, date: PartialDate):
        return self.filter(end__gte=date.start)

    def until(self, date: PartialDate):
        return self.filter(start__lte=date.end)

    def having(self, dimension: str, keys: Iterable[str | int]):
        """Documents with any of these values; scans rows, because each value has many."""
        wanted = Q(pk__in=[])
        for key in keys:
            wanted |= contains("counted_values", token(dimension, key))
        return self.filter(wanted)

    def linked(self, dimension: str, keys: Iterable[int]):
        links = DocumentLink.objects.filter(dimension=dimension, value__in=list(keys))
        return self.filter(pk__in=links.values("document"))

    def in_order(self, *, newest_first: bool):
        return self.order_by(*(NEWEST_FIRST if newest_first else ORDER))

    def before(self, order: Order):
        return self.filter(_beyond(order, "lt")).in_order(newest_first=True)

    def after(self, order: Order):
        return self.filter(_beyond(order, "gt")).in_order(newest_first=False)


def documents() -> DocumentQuerySet:
    return DocumentQuerySet(Document)


def on_list_at(path: str, scope: str) -> Q:
    """Condition that the column of lists at `path` has the list `scope`."""
    return contains(path, f" {scope} ")


def contains(path: str, text: str) -> Q:
    """Condition that the column at `path` contains `text`; on SQLite much faster than LIKE."""
    return Q(GreaterThan(StrIndex(F(path), Value(text)), 0))


def _beyond(order: Order, compare: str) -> Q:
    """Condition for documents before ("lt") or after ("gt") a sort key."""
    beyond, ties = Q(), Q()
    for name, value in zip(ORDER, order, strict=True):
        beyond |= ties & Q(**{f"{name}__{compare}": value})
        ties &= Q(**{name: value})
    # The first condition is redundant, but lets the database use its index.
    return Q(**{f"start__{compare}e": order.start}) & beyond
