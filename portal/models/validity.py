"""Stored rows that could not be saved again, because their own `clean` refuses them."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from portal.changes.recording import parts
from portal.models.base import RecordTable


def refused(
    model: type[RecordTable], keys: Iterable[int]
) -> Iterator[tuple[RecordTable, ValidationError]]:
    """The rows with these primary keys that `clean` refuses, with its errors.

    Their foreign keys are prefetched, which takes a few queries for some hundreds of rows.
    """
    columns = [one.name for one in model._meta.concrete_fields if one.is_relation]
    for part in parts(list(keys)):
        for row in model._base_manager.filter(pk__in=part).prefetch_related(*columns):
            try:
                row.clean()
            except ValidationError as error:
                yield row, error
