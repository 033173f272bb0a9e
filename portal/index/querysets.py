"""The queryset of documents; its methods can be chained."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import BooleanField, Exists, Expression, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from portal.index.counted import Common
from portal.index.order import NEWEST_FIRST, ORDER, Order
from portal.index.text_index.marks import COMMON_LISTS
from portal.models import Document, DocumentLink
from portal.text.dates import PartialDate


class DocumentQuerySet(models.QuerySet):
    def on(self, scope: str):
        """The documents on a list: timeline, search or a type's name; all documents for ""."""
        if not scope:
            return self
        on_list = self.filter(on_list_at("lists", scope))
        return on_list if scope in COMMON_LISTS else on_list.filter(type=scope)

    def since(self, date: PartialDate):
        return self.filter(end__gte=date.start)

    def until(self, date: PartialDate):
        return self.filter(start__lte=date.end)

    def of(self, combinations: Sequence[Common], *, walk: bool = False):
        """The documents of these combinations; `walk`: they will be read in order from a day."""
        if not combinations:
            return self.none()
        found = self.filter(among("portal_document.combination_id", combinations))
        # So that an index of types or of dates is used.
        types = {one.counted.type for one in combinations}
        if len(types) == 1:
            found = found.filter(type=types.pop())
        # SQLite would use these bounds instead of the day.
        if not walk and (days := days_of(combinations)):
            found = found.filter(start__gte=days[0], start__lte=days[1])
        return found

    def linked(self, dimension: str, keys: Iterable[int] | Func, *, walk: bool = False):
        """Documents with any of these links; `walk` tests each instead of finding them first.

        A condition for the column `value` may stand for the keys.
        """
        values = keys if isinstance(keys, Func) else Q(value__in=list(keys))
        links = DocumentLink.objects.filter(values, dimension=dimension)
        if walk:
            return self.filter(Exists(links.filter(document=OuterRef("pk"))))
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


def contains(path: str, text: str | Expression) -> Q:
    """Condition that the column at `path` contains `text`; on SQLite much faster than LIKE."""
    text = Value(text) if isinstance(text, str) else text
    return Q(GreaterThan(StrIndex(F(path), text), 0))


def days_of(combinations: Iterable[Common]) -> tuple[date, date] | None:
    """Between which days their documents begin; None if there are none or some have no date."""
    years = {one.counted.first_year for one in combinations}
    return (
        (date(min(years), 1, 1), date(max(years), 12, 31)) if years and None not in years else None
    )


def among(column: str, combinations: Sequence[Common]) -> RawSQL:
    """Condition that a column has one of their keys; Django would prepare each key as a value."""
    keys = ", ".join(str(one.key) for one in combinations)
    return RawSQL(f"{column} IN ({keys})", (), BooleanField())  # noqa: S611 - our own numbers


def _beyond(order: Order, compare: str) -> Q:
    """Condition for documents before ("lt") or after ("gt") a sort key."""
    beyond, ties = Q(), Q()
    for name, value in zip(ORDER, order, strict=True):
        beyond |= ties & Q(**{f"{name}__{compare}": value})
        ties &= Q(**{name: value})
    # The first condition is redundant, but lets the database use its index.
    return Q(**{f"start__{compare}e": order.start}) & beyond
