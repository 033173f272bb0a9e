"""Meta elements by which reference managers such as Zotero pick a record up from its page."""

from collections.abc import Iterator

from portal.references.known_dates import known
from portal.references.reference import PORTAL, Cited, Kind


def tags(cited: Cited) -> Iterator[tuple[str, str]]:
    """(name, content): Highwire Press (citation_…), which has no ranges, and Dublin Core."""
    yield from _highwire(cited)
    yield from _dublin_core(cited)


def _highwire(cited: Cited) -> Iterator[tuple[str, str]]:
    reference, found = cited.reference, known(cited.reference.date)
    yield "citation_title", reference.title
    for author in reference.authors:
        yield "citation_author", author
    if found and not found.is_circa and (common := found.common()):
        yield "citation_publication_date", "/".join(f"{part:02d}" for part in common)
    yield "citation_public_url", cited.address
    yield "citation_language", "zh-CN"


def _dublin_core(cited: Cited) -> Iterator[tuple[str, str]]:
    reference, found = cited.reference, known(cited.reference.date)
    yield "DC.title", reference.title
    for author in reference.authors:
        yield "DC.creator", author
    for organizer in reference.organizers:
        yield "DC.contributor", organizer
    if found and not found.is_circa:
        yield "DC.date", found.joined("/")
    elif reference.date:
        yield "DC.date", str(reference.date)
    yield "DC.type", "Event" if reference.kind == Kind.EVENT else "Text"
    yield "DC.identifier", cited.address
    if reference.number:
        yield "DC.identifier", reference.number
    yield "DC.relation.isPartOf", PORTAL
    yield "DC.language", "zh-Hans"
