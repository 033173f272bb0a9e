"""Excerpts, and units with their excerpts, as plain data (`portal.open_data.data`)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from portal.open_data.data import (
    Data,
    Site,
    citations_in,
    citations_of,
    errata_data,
    identity,
    moment,
    typed_date,
)
from portal.prepared import Prepared, among
from portal.record_types import Key
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum, Unit


def _excerpts(column: str) -> QuerySet:
    shown = Excerpt.objects.published().select_related("unit", "source")
    shown = shown.annotate(cited=citations_of(ExcerptCitation))
    return shown.filter(among(column, "keys"))


_EXCERPTS = Prepared(lambda: _excerpts("pk"))
_OF_UNITS = Prepared(lambda: _excerpts("unit_id"))
_UNITS = Prepared(lambda: Unit.objects.filter(among("pk", "keys")))
_ERRATA = Prepared(lambda: ExcerptErratum.objects.published().filter(among("record_id", "keys")))


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these excerpts; two queries for any number."""
    found = _EXCERPTS.all(keys=[key for _, key in keys])
    return {("excerpt", key): data for _, key, data in _shaped(found, site)}


def fetch_units(keys: list[Key], site: Site) -> dict[Key, Data]:
    """These units with their excerpts; three queries for any number."""
    units = _UNITS.all(keys=[key for _, key in keys])
    found = zip((one.pk for one in units), unit_data(units, site), strict=True)
    by_key = {("unit", key): data for key, data in found}
    return {key: by_key[key] for key in keys if key in by_key}


def unit_data(units: Iterable[Unit], site: Site) -> list[Data]:
    """Units with their excerpts, newest first; `excerpt` is the wording of the first, or None.

    Two queries for any number of units.
    """
    units, of_unit = list(units), defaultdict(list)
    for unit, _, data in _shaped(_OF_UNITS.all(keys=[one.pk for one in units]), site):
        of_unit[unit].append(data)
    return [_unit(one, of_unit[one.pk], site) for one in units]


def _unit(unit: Unit, excerpts: list[Data], site: Site) -> Data:
    first = excerpts[0] if excerpts else None
    return {
        "type": "province",
        "slug": unit.slug,
        "id": site.id("province", unit.slug),
        "url": site.page("province", unit.slug),
        "version": unit.version,
        "modified": max([moment(unit.modified_at), *(one["modified"] for one in excerpts)]),
        "name": unit.name,
        "short_name": unit.short_name,
        "code": unit.code,
        "region": unit.region,
        "excerpt": first["text"] if first else None,
        "errata": first["errata"] if first else [],
        "sources": first["sources"] if first else [],
        "excerpts": excerpts,
    }


def _shaped(excerpts: list[Excerpt], site: Site) -> Iterable[tuple[int, int, Data]]:
    """(key of the unit, key, data)."""
    errata = defaultdict(list)
    for one in _ERRATA.all(keys=[one.pk for one in excerpts]):
        errata[one.record_id].append(one)
    for one in excerpts:
        yield one.unit_id, one.pk, _excerpt(one, errata[one.pk], site)


def _excerpt(one: Excerpt, errata: list[ExcerptErratum], site: Site) -> Data:
    """Its page, and its address to cite, are those of its unit."""
    slug, citations = one.unit.slug, citations_in(one.cited)
    return identity(site, "province", slug, one.version, one.modified_at) | {
        "type": "excerpt",
        "url": f"{site.page('province', slug)}#{one.anchor}",
        "title": str(one),
        "text": one.wording,
        "unit": {"slug": slug, "name": one.unit.name},
        "unit_text": one.unit_text,
        "source": one.source.slug if one.source else None,
        "plan_title": one.plan_title,
        "date": typed_date(one.plan_date),
        "citations": citations,
        "sources": [
            {name: told[name] for name in ("source", "line_start", "line_end")}
            for told in citations
        ],
        "errata": errata_data(errata),
    }
