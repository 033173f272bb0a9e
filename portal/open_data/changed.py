"""The order in which records have changed: by (moment of the last change, type, primary key)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from portal.record_types import Key


class Place(NamedTuple):
    """The place of a record in that order."""

    moment: datetime
    type: str
    record: int

    @property
    def key(self) -> Key:
        return self.type, self.record


def in_order(rows: QuerySet, type_: str, place: Place | None, *, newest_first: bool) -> QuerySet:
    """(moment, key) of the rows of a type, which have `at` and `key`, that come after a place."""
    if place:
        compare = "lt" if newest_first else "gt"
        beyond = Q(**{f"at__{compare}": place.moment})
        if type_ == place.type:
            beyond |= Q(at=place.moment, **{f"key__{compare}": place.record})
        elif (type_ < place.type) == newest_first:
            beyond |= Q(at=place.moment)
        rows = rows.filter(beyond)
    sign = "-" if newest_first else ""
    return rows.order_by(f"{sign}at", f"{sign}key").values_list("at", "key")
