"""The foundations of a record: its source, its bodies and their parents.

Foundations of public records must be public (`portal.models.foundations`).
"""

from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects

from portal.changes.recording import rows_with
from portal.models.base import RecordTable, by_model, parts_of, record_tables
from portal.models.curated import Curated, State


def foundations(records: Iterable[RecordTable]) -> list[Curated]:
    """All foundations of the records, each once; a few queries for each level."""
    found: dict[Curated, None] = {}
    rows = list(records)
    while rows:
        targets = [getattr(row, name) for row in _resting(rows) for name in row.rests_on]
        below = dict.fromkeys(filter(None, targets))
        rows = [target for target in below if target not in found]
        found = below | found
    return list(found)


def _resting(rows: list[RecordTable]) -> Iterator[RecordTable]:
    """The rows and their parts, with their direct foundations prefetched."""
    for model, of_model in by_model(rows).items():
        prefetch_related_objects(of_model, *model.rests_on)
        yield from of_model
        for part in (part for part in parts_of(model) if part.rests_on):
            found = part.objects.select_related(*part.rests_on)
            yield from rows_with(found, part.part_of, (row.pk for row in of_model))


def public_on(target: Curated) -> list[Curated]:
    """The public records whose own or whose parts' foundation `target` is."""
    found: dict[Curated, None] = {}
    for model in record_tables():
        owner = model.part_of
        state = f"{owner}__state" if owner else "state"
        for name in model.rests_on:
            if model._meta.get_field(name).related_model is type(target):
                rows = model.objects.filter(**{name: target, state: State.PUBLISHED})
                if owner:
                    rows = [getattr(row, owner) for row in rows.select_related(owner)]
                found |= dict.fromkeys(rows)
    return list(found)
