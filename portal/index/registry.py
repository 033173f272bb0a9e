"""The readers of index documents that the record types declare."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.db import models

from portal import record_types
from portal.changes.recording import Touched, rows_with
from portal.index.document import IndexDocument
from portal.record_types import Keys

Readers = dict[type[models.Model], Callable[[Keys], Iterable[IndexDocument]]]


def readers() -> Readers:
    return {type_.model: type_.read_documents for type_ in record_types.listed()}


def touched_by(table: type[models.Model], rows: Sequence[int]) -> Touched:
    """The indexed records that are affected by these rows in the current state of the database."""
    touched: Touched = defaultdict(set)
    for type_ in [*record_types.listed(), *record_types.named_types()]:
        if type_.model is table:
            touched[table].update(rows)
        for lookup in type_.touched_by.get(table, ()):
            found = rows_with(type_.model.objects.order_by(), lookup, rows)
            touched[type_.model].update(found.values_list("pk", flat=True))
    return touched
