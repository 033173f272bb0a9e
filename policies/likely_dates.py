"""The range of likely dates; others may be mistyped and must be confirmed."""

from django.utils.timezone import localdate

from portal.text.dates import EARLIEST, PartialDate


def latest_year() -> int:
    """The last likely year: next year, because events are announced in advance."""
    return localdate().year + 1


def is_likely(stated: PartialDate) -> bool:
    start, end = stated.stated
    begins = start.year >= EARLIEST.year and end >= EARLIEST
    return begins and end.year <= latest_year()
