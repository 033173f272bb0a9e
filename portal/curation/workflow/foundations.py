"""The foundations of a record: its source, its bodies and their parents.

Foundations of public records must be public (`portal.models.curated.expect_founded`).
"""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet, prefetch_related_objects

from portal.changes.recording import parts
from portal.curation.history.versions import parts_of
from portal.models.base import RecordTable, record_tables
from portal.models.curated import Curated, State

Found = dict[tuple[type[RecordTable], int], Curated]


def foundations(records: Iterable[RecordTable]) -> list[Curated]:
    """All foundations of the records, each once; a few queries for each level."""
    found: Found = {}
    rows = list(records)
    while rows:
        below: Found = {}
        for row in _resting(rows):
            for name in row.rests_on:
                if target := getattr(row, name):
                    below[type(target), target.pk] = target
        rows = [target for key, target in below.items() if key not in found]
        found = below | found
    return list(found.values())


def _resting(rows: list[RecordTable]) -> Iterator[RecordTable]:
    """The rows and their parts, with their direct foundations prefetched."""
    for model in {type(row): None for row in rows}:
        of_model = [row for row in rows if type(row) is model]
        prefetch_related_objects(of_model, *model.rests_on)
        yield from of_model
        for part in (part for part in parts_of(model) if part.rests_on):
            for keys in parts([row.pk for row in of_model]):
                found = part.objects.filter(**{f"{part.part_of}__in": keys})
                yield from found.select_related(*part.rests_on)


def public_on(target: Curated) -> list[Curated]:
    """The public records whose own or whose parts' foundation `target` is."""
    found: Found = {}
    for model, rows in _rows_on(target):
        rows = rows.select_related(model.part_of) if model.part_of else rows
        for row in rows:
            record = getattr(row, model.part_of) if model.part_of else row
            found[type(record), record.pk] = record
    return list(found.values())


def _rows_on(target: Curated) -> Iterator[tuple[type[RecordTable], QuerySet]]:
    for model in record_tables():
        state = f"{model.part_of}__state" if model.part_of else "state"
        for name in model.rests_on:
            if model._meta.get_field(name).related_model is type(target):
                yield model, model.objects.filter(**{name: target, state: State.PUBLISHED})
