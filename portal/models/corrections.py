"""How a record's printed fields read once their misprints are corrected."""

from portal.models.records import Record


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
