"""A record's printed fields with their misprints marked, as printed, in place."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.models import Erratum, Record


@dataclass(frozen=True)
class Span:
    """A run of printed text; `number` counts the record's errata from 1, 0 for none."""

    text: str
    erratum: Erratum | None = None
    number: int = 0


@dataclass(frozen=True)
class MarkedRecord:
    """`fields`: printed field → its spans; `errata`: (number, erratum), in printed order."""

    fields: dict[str, list[Span]]
    errata: list[tuple[int, Erratum]]


def mark(record: Record) -> MarkedRecord:
    """Mark every printed field of a record that has errata."""
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
    return MarkedRecord(
        {name: list(_spans(name, getattr(record, name), numbered)) for name in names}, numbered
    )


def _spans(field: str, text: str, numbered: list[tuple[int, Erratum]]) -> Iterator[Span]:
    """An erratum whose printed form is no longer in the text marks nothing."""
    at = 0
    for number, erratum in numbered:
        found = text.find(erratum.printed, at) if erratum.field == field else -1
        if found < 0:
            continue
        if found > at:
            yield Span(text[at:found])
        at = found + len(erratum.printed)
        yield Span(erratum.printed, erratum, number)
    if at < len(text):
        yield Span(text[at:])


def corrections(record: Record, field: str) -> list[tuple[str, str]]:
    """(printed, reading) of a field's errata that are read otherwise than printed."""
    return [
        (erratum.printed, erratum.reading)
        for erratum in record.errata.all()
        if erratum.field == field and erratum.reading
    ]


def readings(record: Record) -> dict[str, str]:
    """Printed field → its text as it should read, of those fields that are read otherwise."""
    found = {}
    for field in record.errata.model.FIELDS:
        text = getattr(record, field)
        for printed, reading in corrections(record, field):
            text = text.replace(printed, reading, 1)
        if text != getattr(record, field):
            found[field] = text
    return found
