"""Dates that want a second look before they are believed: they may be mistyped."""

from datetime import date

from django.utils.timezone import localdate

from portal.text.dates import PartialDate

EARLIEST = date(1949, 10, 1)  # the state whose policies these are was founded on that day


def latest_year() -> int:
    """Of entries that nobody need confirm: something may be announced for next year."""
    return localdate().year + 1


def is_likely(stated: PartialDate) -> bool:
    begins = stated.start.year >= EARLIEST.year and stated.end >= EARLIEST
    return begins and stated.end.year <= latest_year()
