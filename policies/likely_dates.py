"""The range of likely dates; others may be mistyped and must be confirmed."""

from datetime import date

from django.utils.timezone import localdate

from portal.text.dates import PartialDate

EARLIEST = date(1949, 10, 1)  # foundation of the People's Republic


def latest_year() -> int:
    """The last likely year: next year, because events are announced in advance."""
    return localdate().year + 1


def is_likely(stated: PartialDate) -> bool:
    begins = stated.start.year >= EARLIEST.year and stated.end >= EARLIEST
    return begins and stated.end.year <= latest_year()
