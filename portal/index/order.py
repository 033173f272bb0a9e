"""The order of lists: by start of the date, then by its end, so a day before its month.

Newest first is exactly the reverse. `portal.search.index` says the same in SQL.
"""

from datetime import date
from typing import NamedTuple


class Order(NamedTuple):
    """The sort key of a dated document, oldest first.

    Of two dates with the same start the one that ends earlier comes first, then the source's own
    order (the primary key of the record); the type makes the order total across tables.
    """

    start: date
    end: date
    record: int
    type: str


ORDER = Order._fields
NEWEST_FIRST = tuple(f"-{name}" for name in ORDER)
