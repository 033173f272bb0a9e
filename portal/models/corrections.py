"""The printed fields of a record with its errata applied."""

from portal.models.records import Erratum, Record


def corrections(record: Record, field: str, *, certain: bool = False) -> list[tuple[str, str]]:
    """(printed, reading) of a field's errata that have a reading; some types have no errata.

    With `certain` those are left out that only query the printed text.
    """
    errata = record.errata.all() if hasattr(record, "errata") else ()
    return [
        (erratum.printed, erratum.reading)
        for erratum in errata
        if erratum.field == field
        and erratum.reading
        and not (certain and erratum.kind == Erratum.Kind.QUERY)
    ]


def readings(record: Record) -> dict[str, str]:
    """Printed field → corrected text, for the fields that any erratum changes."""
    found = {}
    for field in record.errata.model.FIELDS:
        text = getattr(record, field)
        for printed, reading in corrections(record, field):
            text = text.replace(printed, reading, 1)
        if text != getattr(record, field):
            found[field] = text
    return found
