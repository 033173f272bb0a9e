"""Dates as precisely as they are known: intervals of days, how they are read and shown.

Knows no Django, because the readers of the source texts use this package as well as models,
forms and pages.
"""

from portal.text.dates.partial_date import PartialDate, timeline_date, whole
from portal.text.dates.qualifiers import (
    ABOUT,
    AFTER,
    BEFORE,
    DAY,
    EARLIEST,
    LATEST,
    MONTH,
    MONTHS,
    OPEN,
    QUALIFIERS,
    RANGE,
    YEAR,
    YEARS,
    DateError,
)
from portal.text.dates.reading import DATE_FORMATS, read_printed, read_query, read_typed

__all__ = [
    "ABOUT",
    "AFTER",
    "BEFORE",
    "DATE_FORMATS",
    "DAY",
    "EARLIEST",
    "LATEST",
    "MONTH",
    "MONTHS",
    "OPEN",
    "QUALIFIERS",
    "RANGE",
    "YEAR",
    "YEARS",
    "DateError",
    "PartialDate",
    "read_printed",
    "read_query",
    "read_typed",
    "timeline_date",
    "whole",
]
