"""The printed fields of a record with its errata applied."""

from collections.abc import Iterable, Mapping

from portal.models.records import Erratum, Record


def corrections(
    errata: Iterable[Erratum], field: str, *, certain: bool = False
) -> list[tuple[str, str]]:
    """(printed, reading) of a field's errata that have a reading.

    With `certain` those are left out that only query the printed text.
    """
    return [
        (erratum.printed, erratum.reading)
        for erratum in errata
        if erratum.field == field
        and erratum.reading
        and not (certain and erratum.kind == Erratum.Kind.QUERY)
    ]


def readings(record: Record) -> dict[str, str]:
    """Printed field → corrected text, for the fields that any erratum changes."""
    printed = {field: getattr(record, field) for field in record.errata.model.FIELDS}
    return readings_in(record.errata.all(), printed)


def readings_in(errata: Iterable[Erratum], printed: Mapping[str, str]) -> dict[str, str]:
    """The same, from the texts of the fields and errata that were fetched without the record."""
    found = {}
    for field, text in printed.items():
        corrected = text
        for misprint, reading in corrections(errata, field):
            corrected = corrected.replace(misprint, reading, 1)
        if corrected != text:
            found[field] = corrected
    return found
