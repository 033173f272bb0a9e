"""Formats dates in the language of the page."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import get_language

from portal.text.dates import PartialDate, read_query


def format_date(date: PartialDate) -> str:
    """2018年4月22—24日, or 22–24 April 2018."""
    return formatter()(date)


def formatter() -> Callable[[PartialDate], str]:
    """What `format_date` does, for many dates of a page, whose language is looked up once."""
    return attrgetter("english") if _english() else str


def formatter_within_year() -> Callable[[PartialDate], str]:
    """The same for 4月22—24日, or 22–24 April; empty for a whole year."""
    return attrgetter("english_within_year" if _english() else "within_year")


def short_month(date: PartialDate) -> str:
    """4月, or Apr."""
    return date.english_within_year[:3] if _english() else date.within_year


def format_day(day: date) -> str:
    """2018年4月22日, or 22 April 2018."""
    return format_date(read_query(day.isoformat()))


def today() -> str:
    return format_day(timezone.localdate())


def _english() -> bool:
    return (get_language() or "").startswith("en")
