"""How each record type is indexed, as its app registers it at start.

An app registers what reads its records as index documents (`lists`), and which of them a row
of another table belongs to (`touches`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.db import models
from django.db.models import QuerySet

from portal.changes.recording import Touched, parts
from portal.index.document import IndexDocument

Keys = Iterable[int]
readers: dict[type[models.Model], Callable[[Keys], Iterable[IndexDocument]]] = {}
_finders: dict[type[models.Model], Callable[[Keys], Iterable[QuerySet]]] = {}


def lists(model: type[models.Model]):
    """Registers what reads the records of `model` with the given primary keys as documents."""

    def register(read):
        readers[model] = read
        return read

    return register


def touches(table: type[models.Model]):
    """Registers what finds the indexed records that rows of `table` belong to."""

    def register(find):
        _finders[table] = find
        return find

    return register


def touched_by(table: type[models.Model], rows: Sequence[int]) -> Touched:
    """The indexed records that these rows belong to, as the database now is."""
    touched: Touched = defaultdict(set)
    if table in readers:
        touched[table].update(rows)
    for part in parts(rows):
        for found in _finders.get(table, lambda part: ())(part):
            touched[found.model].update(found.values_list("pk", flat=True))
    return touched
