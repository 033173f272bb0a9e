"""Stored rows that could not be saved again: by themselves, or together with their parts."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from portal.changes.recording import parts, rows_with
from portal.models.base import RecordTable, parts_of


def refused(
    model: type[RecordTable], keys: Iterable[int]
) -> Iterator[tuple[RecordTable, ValidationError]]:
    """The rows with these primary keys that `clean` refuses, with its errors.

    Their foreign keys are prefetched, which takes a few queries for some hundreds of rows.
    """
    for part in parts(list(keys)):
        for row in model._base_manager.filter(pk__in=part).prefetch_related(*_relations(model)):
            try:
                row.clean()
            except ValidationError as error:
                yield row, error


def refused_with_parts(
    model: type[RecordTable], keys: Iterable[int]
) -> Iterator[tuple[RecordTable, ValidationError]]:
    """The records with these primary keys that are invalid only together with their parts."""
    for some in parts(list(keys)):
        records = {one.pk: one for one in model._base_manager.filter(pk__in=some)}
        rows = [*records.values()]
        for part in parts_of(model):
            others = [name for name in _relations(part) if name != part.part_of]
            stored = rows_with(part._base_manager, part.part_of, records)
            for row in stored.prefetch_related(*others):
                setattr(row, part.part_of, records[getattr(row, f"{part.part_of}_id")])
                rows.append(row)
        yield from model.refused_together(rows)


def _relations(model: type[RecordTable]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if one.is_relation]
