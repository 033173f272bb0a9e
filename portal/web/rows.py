"""Display data that all record types share; every page and format renders the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils.translation import gettext

from portal.address_patterns import Addresses
from portal.models.evidence import cited as json_rows
from portal.models.evidence.citations import Citation
from portal.models.evidence.cited import JSONRows
from portal.models.evidence.places import lines_text, lines_url
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.text.folding import fold


@dataclass(frozen=True)
class Link:
    url: str
    label: str


class Text(NamedTuple):
    """A wording that a row shows; `corrections` are (printed, reading) pairs.

    `url` is the page that shows the whole wording. A text `only_for_hits` is shown only if a
    query is searched for.
    """

    label: str
    text: str
    url: str
    corrections: tuple[tuple[str, str], ...] = ()
    only_for_hits: bool = False


class CitedSource(NamedTuple):
    """A source that a row rests on, by its short title, and the date as it is printed there.

    `url` is the page of the source with the lines marked; it and `lines` are "" if unknown.
    """

    source: str
    url: str
    lines: str
    date_text: str = ""


class CitedSources:
    """Makes the citations of a page's rows; translates and resolves once for all of them."""

    def __init__(self):
        self._addresses, self._gettext = Addresses(), cache(gettext)

    def of(
        self, source: str, slug: str, first: int | None, last: int | None, date_text: str = ""
    ) -> CitedSource:
        if first is None:
            return CitedSource(source, "", "", date_text)
        url = lines_url(self._addresses.of("source", slug), first, last)
        return CitedSource(source, url, lines_text(first, last, self._gettext), date_text)

    def of_records(self, cited: Iterable[tuple[Iterable["Cited"], str]]) -> tuple[CitedSource, ...]:
        """Each source once, for (citations, date as printed) of some records.

        The date stands beside the first citation of its record, whose words it is.
        """
        found: dict[str, CitedSource] = {}
        for citations, date_text in cited:
            for one in citations:
                if one.slug not in found:
                    lines = one.line_start, one.line_end
                    found[one.slug] = self.of(one.source, one.slug, *lines, date_text)
                date_text = ""
        return tuple(found.values())


class Cited(NamedTuple):
    """A citation of a record; `source` is the short title."""

    slug: str
    source: str
    line_start: int | None
    line_end: int | None


def cited(model: type[Citation]) -> JSONRows:
    """For an annotation of records: their citations, which `citations_in` reads."""
    source = ("source__slug", "source__short_title")
    return json_rows.cited(model.objects.all(), *source, "line_start", "line_end")


def citations_in(told: str | None) -> list[Cited]:
    return list(map(Cited._make, json_rows.rows(told)))


class Row(NamedTuple):
    """A record of any type as lists show it; `texts` are its wording and those of its twins.

    `sources` are those of itself and its twins, as far as they have one.

    `numbers` are its document numbers as printed, `statuses` the labels of the known ones.

    `elsewhere` are (label, name) of names that match the query but are not shown. A record
    without a kind has a `kind_label` too, which names its type.
    """

    type: str
    url: str
    title: str
    kind_label: str
    texts: tuple[Text, ...]
    sources: tuple[CitedSource, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    date: PartialDate | None = None
    bodies: tuple = ()
    differs: bool = False
    numbers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


def unseen(query: Query, names: Iterable[tuple[str, str]], seen: Iterable[str]) -> Iterator[tuple]:
    """The (label, name) pairs that match a word of `query` and are part of no name in `seen`."""
    spellings = [spelling for word in query.words for spelling in word.spellings if spelling]
    known = [_folded(name) for name in seen]
    for label, name in names:
        folded = _folded(name)
        matches = any(spelling in folded for spelling in spellings)
        if matches and not any(folded in other for other in known):
            known.append(folded)
            yield label, name


# Bodies and their other names recur on a page's rows.
_folded = lru_cache(maxsize=1024)(fold)
