"""Marks misprints, and the hits of a search, in a record's printed fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.models import Erratum, Record
from portal.models.corrections import corrections
from portal.search import highlight
from portal.search.highlight import Piece
from portal.search.query import Query


@dataclass(frozen=True)
class Span:
    """A run of printed text that is a misprint or free of misprints.

    `number` is the erratum's number on the page from 1, or 0 without erratum.
    `pieces` are hits of a search or the text between them.
    """

    pieces: tuple[Piece, ...]
    erratum: Erratum | None = None
    number: int = 0


@dataclass(frozen=True)
class MarkedRecord:
    """`fields`: printed field → its spans; `errata`: (number, erratum), in printed order."""

    fields: dict[str, list[Span]]
    errata: list[tuple[int, Erratum]]


def mark(
    record: Record, errata: Iterable[Erratum], query: Query | None = None, first: int = 1
) -> MarkedRecord:
    """Every printed field of a record with these errata and the hits of `query` marked.

    `first` is the number of the first erratum, on pages of several records.
    """
    texts = {name: getattr(record, name) for name in record.errata.model.FIELDS}
    order = sorted(
        errata,
        key=lambda one: (list(texts).index(one.field), texts[one.field].find(one.printed)),
    )
    numbered = list(enumerate(order, first))
    words = query.words if query else ()
    fields = {}
    for name, text in texts.items():
        hits = highlight.hits(text, words, corrections(errata, name))
        fields[name] = list(_spans(name, text, numbered, hits))
    return MarkedRecord(fields, numbered)


def _spans(
    field: str, text: str, numbered: list[tuple[int, Erratum]], hits: list[highlight.Span]
) -> Iterator[Span]:
    """An erratum whose printed form is not in `text` is skipped."""
    at = 0
    for number, erratum in numbered:
        start = text.find(erratum.printed, at) if erratum.field == field else -1
        if start < 0:
            continue
        if start > at:
            yield Span(_cut(text, hits, at, start))
        at = start + len(erratum.printed)
        yield Span(_cut(text, hits, start, at), erratum, number)
    if at < len(text):
        yield Span(_cut(text, hits, at, len(text)))


def _cut(text: str, found: list[highlight.Span], start: int, end: int) -> tuple[Piece, ...]:
    """`text[start:end]` in pieces; hits are clipped to it."""
    within = [
        highlight.Span(max(hit.start, start) - start, min(hit.end, end) - start)
        for hit in found
        if hit.start < end and start < hit.end
    ]
    return highlight.pieces(text[start:end], within)
