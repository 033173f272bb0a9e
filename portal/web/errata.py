"""A record's printed fields with their misprints marked, as printed, in place; hits as well."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.models import Erratum, Record
from portal.models.corrections import corrections
from portal.search import highlight
from portal.search.highlight import Piece
from portal.search.query import Query


@dataclass(frozen=True)
class Span:
    """A run of printed text, in pieces that are hits of a search or none.

    `number` counts the record's errata from 1, 0 for none.
    """

    pieces: tuple[Piece, ...]
    erratum: Erratum | None = None
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class MarkedRecord:
    """`fields`: printed field → its spans; `errata`: (number, erratum), in printed order."""

    fields: dict[str, list[Span]]
    errata: list[tuple[int, Erratum]]


def mark(record: Record, query: Query | None = None) -> MarkedRecord:
    """Mark the errata in every printed field of a record, and the hits of `query`."""
    errata = list(record.errata.all())
    names = list(record.errata.model.FIELDS)
    order = sorted(
        errata,
        key=lambda erratum: (
            names.index(erratum.field),
            getattr(record, erratum.field).find(erratum.printed),
        ),
    )
    numbered = list(enumerate(order, 1))
    words = query.words if query else ()
    fields = {}
    for name in names:
        text = getattr(record, name)
        found = highlight.hits(text, words, corrections(record, name))
        fields[name] = [
            Span(_cut(text, found, start, end), erratum, number)
            for start, end, erratum, number in _runs(name, text, numbered)
        ]
    return MarkedRecord(fields, numbered)


def _runs(field: str, text: str, numbered: list[tuple[int, Erratum]]) -> Iterator[tuple]:
    """(start, end, erratum, number); what is printed no longer marks nothing."""
    at = 0
    for number, erratum in numbered:
        found = text.find(erratum.printed, at) if erratum.field == field else -1
        if found < 0:
            continue
        if found > at:
            yield at, found, None, 0
        at = found + len(erratum.printed)
        yield found, at, erratum, number
    if at < len(text):
        yield at, len(text), None, 0


def _cut(text: str, found: list[highlight.Span], start: int, end: int) -> tuple[Piece, ...]:
    """`text[start:end]` in pieces; a hit that goes beyond is cut there."""
    within = [
        highlight.Span(max(hit.start, start) - start, min(hit.end, end) - start)
        for hit in found
        if hit.start < end and start < hit.end
    ]
    return highlight.pieces(text[start:end], within)
