"""A record as plain data: what the API, files, feeds and digests give out of it.

Names and shapes are those of the public contract. Values are in the language of the records, so
they are the same for readers of any language. Addresses are absolute, on one host.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import override

from portal.models import Citation, Erratum
from portal.models.evidence import cited
from portal.models.evidence.cited import JSONRows
from portal.text.dates import AFTER, BEFORE, PartialDate, read_query

Data = dict[str, Any]
_SLUG = "__slug__"


class Site:
    """Addresses on the host that `base` names, such as https://example.org."""

    def __init__(self, base: str = ""):
        self.base, self._prefix = base, get_script_prefix()
        self._patterns = cache(self._pattern)

    def page(self, name: str, slug: str) -> str:
        """The Chinese page of a record."""
        before, after = self._patterns(name)
        return f"{before}{slug}{after}"

    def id(self, type_: str, slug: str) -> str:
        """The address to cite, which leads to the page."""
        return f"{self.base}{self._prefix}id/{type_}/{slug}"

    def _pattern(self, name: str) -> tuple[str, str]:
        with override("zh-hans"):
            before, _, after = reverse(name, args=[_SLUG]).partition(_SLUG)
        return self.base + before, after


def site_of(request: HttpRequest) -> Site:
    return Site(f"{request.scheme}://{request.get_host()}")


def identity(site: Site, type_: str, slug: str, version: int, modified: datetime) -> Data:
    """What each record begins with; its page has the name of its type."""
    return {
        "type": type_,
        "slug": slug,
        "id": site.id(type_, slug),
        "url": site.page(type_, slug),
        "version": version,
        "modified": moment(modified),
    }


def moment(value: datetime) -> str:
    """2026-11-27T09:40:00Z, rounded down to seconds."""
    # Half of the time of strftime.
    return f"{value.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


def date_data(date: PartialDate | None, text: str = "") -> Data | None:
    """A date as an interval; an end that is not known is None.

    `text` is the date as the source prints it. `qualifier` is "" for a date that is not uncertain.
    """
    if date is None:
        return None
    return {
        "text": text,
        "start": None if date.qualifier == BEFORE else date.start.isoformat(),
        "end": None if date.qualifier == AFTER else date.end.isoformat(),
        "precision": date.precision,
        "qualifier": date.qualifier,
    }


def typed_date(text: str) -> Data | None:
    """The same of a column that holds a date as 2025-03; None if it is blank."""
    return date_data(_read(text), text) if text else None


_read = lru_cache(2_000)(read_query)


def citations_of(model: type[Citation]) -> JSONRows:
    """For an annotation of records, which `citations_in` reads."""
    return cited.cited(model.objects.all(), "source__slug", *cited.OF_CITATION)


def citations_in(told: str | None) -> list[Data]:
    return [citation_data(*values) for values in cited.rows(told)]


def citations_of_each(told: list[str | None]) -> list[list[Data]]:
    """The same of many records, which are parsed together."""
    return [[citation_data(*values) for values in rows] for rows in cited.rows_of_each(told)]


def citation_data(
    source: str,
    place: str,
    url: str,
    quote: str,
    supports: str,
    line_start: int | None,
    line_end: int | None,
) -> Data:
    return {
        "source": source,
        "place": place,
        "url": url or None,
        "quote": quote,
        "supports": supports.split(),
        "line_start": line_start,
        "line_end": line_end,
    }


def errata_data(errata: Iterable[Erratum]) -> list[Data]:
    """Misprints with their readings; None where no reading is known."""
    return [
        {
            "field": one.field,
            "kind": one.kind,
            "printed": one.printed,
            "reading": one.reading or None,
            "reason": one.reason,
        }
        for one in errata
    ]
