"""GB/T 7714: the national style of references, in its versions of 2025 and of 2015.

A record is a page of this portal, so both have the type mark [EB/OL]: 网站、网页 in 2025, 电子公告
in 2015. The elements and their order are the same; a page has no element for its site, which its
address names. They differ in their punctuation: in 2025 all signs but the full stop and square
brackets are full-width.

    国务院. 国务院关于…的指导意见：国发〔2016〕55号[EB/OL]. （2016-09-25）[2026-11-28]. https://….
    国务院. 国务院关于…的指导意见: 国发〔2016〕55号[EB/OL]. (2016-09-25)[2026-11-28]. https://….

Sources: for 2025 the examples of its sections 7.6, 8.11.3 and B.10 and its rule for signs (7) as
the public styles quote them, because the standard's text is not published; for 2015 the public
CSL style, with which a test compares this one.
"""

from typing import NamedTuple

from portal.references.known_dates import known
from portal.references.reference import Cited, Reference

MOST_AUTHORS = 3  # of more, the first three and 等


class Edition(NamedTuple):
    """A version of the standard and its signs."""

    name: str
    comma: str
    colon: str
    open_bracket: str
    close_bracket: str


EDITION_2025 = Edition("GB/T 7714—2025", "，", "：", "（", "）")
EDITION_2015 = Edition("GB/T 7714—2015", ", ", ": ", "(", ")")
EDITIONS = (EDITION_2025, EDITION_2015)


def text(cited: Cited, edition: Edition) -> str:
    reference = cited.reference
    authors = edition.comma.join(_authors(reference))
    title = edition.colon.join(one for one in (reference.title, reference.number) if one)
    stated = _stated_date(reference)
    published = f"{edition.open_bracket}{stated}{edition.close_bracket}" if stated else ""
    parts = [
        authors,
        f"{title}[EB/OL]",
        f"{published}[{cited.accessed.isoformat()}]",
        cited.address,
    ]
    return ". ".join(part for part in parts if part) + "."


def _authors(reference: Reference) -> list[str]:
    named = list(reference.authors)
    is_open = bool(reference.others and named)
    return [*named[:MOST_AUTHORS], "等"] if is_open or len(named) > MOST_AUTHORS else named


def _stated_date(reference: Reference) -> str:
    """In digits if they say all that is known; otherwise in the source's words."""
    if reference.date is None:
        return ""
    found = known(reference.date)
    return found.joined("/") if found and not reference.date.is_uncertain else str(reference.date)
