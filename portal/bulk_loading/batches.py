"""Loads a file in batches; each is one transaction, and notes how far the file is loaded."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, connection, models

from portal import deferred
from portal.bulk_loading.checking import broken_constraint, checked
from portal.bulk_loading.lines import BulkError, read
from portal.changes.recording import Kind, together
from portal.index.text_index.backends import text_index
from portal.models import BulkLoad
from portal.models.base import RecordTable
from portal.models.bulk.inserting import copy_rows
from portal.models.history import CREATED, write_history

BATCH = 10_000  # lines
Numbered = tuple[int, bytes]
# Columns whose values, once they are cleaned, need no preparation for the database.
AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def load(path: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> BulkLoad:
    """Load the rest of the file; raises BulkError at a bad line, earlier batches stay loaded."""
    digest, total = _digest(path)
    state = _state_of(path.name, digest, total)
    if state.lines == total:
        text_index().complete(connection)
        return state
    with deferred.collected(), text_index().filled_later(connection), path.open("rb") as file:
        lines = islice(enumerate(file, 1), state.lines, None)
        while batch := list(islice(lines, BATCH)):
            with _no_collection():
                _load_batch(state, batch)
            progress(state.lines, total)
    return state


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python would look through all objects of a batch again and again: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _digest(path: Path) -> tuple[str, int]:
    """(digest, number of lines) of the whole file."""
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        for line in file:
            digest.update(line)
            lines += 1
    return digest.hexdigest(), lines


def _state_of(name: str, digest: str, total: int) -> BulkLoad:
    if known := BulkLoad.objects.filter(digest=digest).first():
        return known
    unfinished = BulkLoad.objects.filter(name=name, lines__lt=models.F("total")).first()
    if unfinished:
        raise BulkError(
            f"{name} has changed since {unfinished.lines} of its {unfinished.total} lines were"
            " loaded. Load the file as it was, or the changed one under another name."
        )
    return BulkLoad(digest=digest, name=name, lines=0, total=total)


def _load_batch(state: BulkLoad, lines: list[Numbered]) -> None:
    first, last = lines[0][0], lines[-1][0]
    rows = [row for line in lines if (row := read(*line))]
    try:
        with together(Kind.LOAD, f"装载 {state.name} 第 {first}—{last} 行。") as change:
            for model, of_model in checked(rows).items():
                keys = [row.record.pk for row in of_model]
                with model.settling(keys):
                    copy_rows(model, (_values(row.record) for row in of_model))
                    write_history(model, keys, CREATED)
                change.touch(model, keys if not model.part_of else [])
            state.lines = last
            state.save()
    except IntegrityError as error:
        state.lines = first - 1
        raise broken_constraint(rows) or BulkError(
            f"lines {first} to {last}: {' '.join(str(error).split())}"
        ) from error


def _values(record: RecordTable) -> list:
    values = record.__dict__
    return [
        prepare(values[name], connection) if prepare else values[name]
        for name, prepare in _columns(type(record))
    ]


@cache
def _columns(model: type[RecordTable]) -> list[tuple[str, Callable | None]]:
    """(name of each column, what prepares its values unless they are written as they are)."""
    return [
        (one.attname, None if isinstance(one, AS_THEY_ARE) else one.get_db_prep_save)
        for one in model._meta.local_concrete_fields
    ]
