"""Display data that all record types share; every page and format renders the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portal import record_types
from portal.models import Record
from portal.models.corrections import corrections
from portal.models.records import lines_text, lines_url
from portal.search.highlight import hits
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.text.folding import fold


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Text:
    """A wording that a row shows; `corrections` are (printed, reading) pairs.

    `url` is the page that shows the whole wording. A text `only_for_hits` is shown only if a
    query is searched for.
    """

    label: str
    text: str
    url: str
    corrections: tuple[tuple[str, str], ...] = ()
    only_for_hits: bool = False


def wording(
    record: Record, label: str, *, with_corrections: bool, only_for_hits: bool = False
) -> Text:
    """The record's wording; its corrections are needed only to mark hits."""
    corrected = tuple(corrections(record, "wording")) if with_corrections else ()
    return Text(label, record.wording, record.get_absolute_url(), corrected, only_for_hits)


class SourceName(NamedTuple):
    slug: str
    short_title: str


class Citation(NamedTuple):
    """The lines of a source that a row rests on, None if unknown, and the date as printed there."""

    source: SourceName
    line_start: int | None
    line_end: int | None
    date_text: str = ""

    def lines_text(self) -> str:
        return lines_text(self.line_start, self.line_end)

    def source_url(self) -> str:
        """The source page with these lines marked, or "" without lines."""
        if self.line_start is None:
            return ""
        return lines_url(self.source.slug, self.line_start, self.line_end)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record of any type as lists show it; `texts` are its wording and those of its twins.

    `sources` are those of itself and its twins, as far as they have one.

    `elsewhere` are (label, name) of names that match the query but are not shown. A record
    without a kind has a `kind_label` too, which names its type.
    """

    type: str
    url: str
    title: str
    kind_label: str
    texts: tuple[Text, ...]
    sources: tuple[Citation | Record, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    date: PartialDate | None = None
    bodies: tuple = ()
    differs: bool = False

    @property
    def row_template(self) -> str:
        return record_types.named(self.type).row_template

    @property
    def hit_template(self) -> str:
        return record_types.named(self.type).hit_template


def unseen(query: Query, names: Iterable[tuple[str, str]], seen: Iterable[str]) -> Iterator[tuple]:
    """The (label, name) pairs that match a word of `query` and are part of no name in `seen`."""
    known = [fold(name) for name in seen]
    for label, name in names:
        folded = fold(name)
        if not any(folded in other for other in known) and hits(name, query.words):
            known.append(folded)
            yield label, name
