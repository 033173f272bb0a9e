"""A record as linked data: JSON-LD in the words of schema.org.

A law or official document is a Legislation, a meeting or forum an Event, all else a CreativeWork.
What no source states is left out, such as the place of a meeting.
"""

from portal.references.known_dates import KnownDate, iso, known
from portal.references.reference import Cited, Kind

CONTEXT = "https://schema.org"
_TYPES = {Kind.INSTRUMENT: "Legislation", Kind.EVENT: "Event", Kind.WORK: "CreativeWork"}


def item(cited: Cited, page: str, dataset: str) -> dict:
    """`page` shows the record; `dataset` identifies the whole that it is part of."""
    reference = cited.reference
    found = {
        "@context": CONTEXT,
        "@type": _TYPES[reference.kind],
        "@id": identifier(cited),
        "name": reference.title,
        "url": page,
    }
    found |= (_event if reference.kind == Kind.EVENT else _work)(cited, page, dataset)
    return {name: value for name, value in found.items() if value}


def identifier(cited: Cited) -> str:
    """Of the record, whatever its version."""
    address, part = cited.address.partition("?")[0], cited.reference.part
    return f"{address}#{part}" if part else address


def _event(cited: Cited, page: str, dataset: str) -> dict:
    reference, when = cited.reference, _certain(cited)
    return {
        "startDate": iso(when.first) if when else "",
        "endDate": iso(when.last or when.first) if when else "",
        "organizer": _organizations(reference.organizers),
        "contributor": _organizations(reference.authors),
        "subjectOf": {"@type": "WebPage", "url": page} | _part_of(cited, dataset),
    }


def _work(cited: Cited, page: str, dataset: str) -> dict:
    reference, when = cited.reference, _certain(cited)
    found = {
        "author": _organizations(reference.authors),
        "contributor": _organizations(reference.organizers),
        # A property with one date has no place for a range.
        "datePublished": iso(when.first) if when and not when.last else "",
        "inLanguage": "zh-Hans",
        "sameAs": reference.official_url,
        "mainEntityOfPage": page,
    } | _part_of(cited, dataset)
    if reference.kind != Kind.INSTRUMENT:
        return found | {"identifier": reference.number}
    force = f"{CONTEXT}/{reference.in_force}" if reference.in_force else ""
    return found | {"legislationIdentifier": reference.number, "legislationLegalForce": force}


def _part_of(cited: Cited, dataset: str) -> dict:
    version = cited.reference.version
    return {"isPartOf": {"@id": dataset}} | ({"version": str(version)} if version else {})


def _certain(cited: Cited) -> KnownDate | None:
    found = known(cited.reference.date)
    return None if found is None or found.is_circa else found


def _organizations(names: tuple[str, ...]) -> list[dict]:
    return [{"@type": "Organization", "name": name} for name in names]
