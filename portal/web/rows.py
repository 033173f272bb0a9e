"""Display data that all record types share; every page and format renders the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.models import Record
from portal.models.corrections import corrections
from portal.search.highlight import hits
from portal.search.query import Query
from portal.text.folding import fold


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Statement:
    """A record's source, its lines there, and the date as printed."""

    source: str
    source_title: str
    date_text: str
    line_start: int | None
    line_end: int | None
    lines: str
    url: str


def statement(record: Record) -> Statement:
    return Statement(
        source=record.source.slug,
        source_title=record.source.short_title,
        date_text=getattr(record, "date_text", ""),
        line_start=record.line_start,
        line_end=record.line_end,
        lines=record.lines_text(),
        url=record.source_url(),
    )


@dataclass(frozen=True)
class Text:
    """A wording that a row shows; `corrections` are (printed, reading) pairs.

    `url` is the page that shows the whole wording.
    """

    label: str
    text: str
    url: str
    corrections: tuple[tuple[str, str], ...] = ()


def wording(record: Record, label: str, *, sought: bool) -> Text:
    """The corrections are read only if `sought`, because only marking hits needs them."""
    corrected = tuple(corrections(record, "wording")) if sought else ()
    return Text(label, record.wording, record.get_absolute_url(), corrected)


def unseen(query: Query, names: Iterable[tuple[str, str]], seen: Iterable[str]) -> Iterator[tuple]:
    """The (label, name) pairs that match a word of `query` and are part of no name in `seen`."""
    known = [fold(name) for name in seen]
    for label, name in names:
        folded = fold(name)
        if not any(folded in other for other in known) and hits(name, query.words):
            known.append(folded)
            yield label, name
