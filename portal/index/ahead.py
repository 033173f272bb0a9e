"""Reads index documents before the lock, as they will be after the change."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

from portal.changes.recording import parts
from portal.index.document import IndexDocument
from portal.index.registry import readers, touched_by
from portal.models.base import DERIVED, RecordTable, by_model
from portal.models.soon import Soon, as_if_written
from portal.models.timestamps import TIMESTAMPS
from portal.record_types import listed

Ahead = dict[tuple[type[models.Model], int], IndexDocument]
_ahead: ContextVar[Ahead | None] = ContextVar("ahead", default=None)


def read(model: type[models.Model], keys: Iterable[int]) -> list[IndexDocument]:
    """The documents of records: those read ahead, and the others from the database."""
    ahead = _ahead.get() or {}
    found = [ahead[model, key] for key in keys if (model, key) in ahead]
    others = [key for key in keys if (model, key) not in ahead]
    return [*found, *(readers()[model](others) if others else ())]


def read_ahead(model: type[models.Model], keys: list[int]) -> Iterator[Ahead]:
    """Read in batches, except records with twins, whose dates the change may affect."""
    for part in parts(keys if model in readers() else []):
        alone = part if _is_alone(model, part) else [key for key in part if _is_alone(model, [key])]
        yield _read(model, alone)


def _read(model: type[models.Model], keys: list[int]) -> Ahead:
    found = list(readers()[model](keys))
    for one in found:
        _ = one.folded, one.marks
    return {(model, one.record): one for one in found}


def _is_alone(model: type[models.Model], keys: list[int]) -> bool:
    touched = touched_by(model, keys)
    return touched.pop(model) <= {*keys} and not any(touched.values())


def read_changed(changed: Iterable[RecordTable], others: Iterable[RecordTable]) -> Iterator[Ahead]:
    """Read the documents of what is `changed` in instances, in batches.

    Those are left out that also depend on `others`, which will be created or deleted, or on what
    is computed when the rows are written, such as the common date of twins.
    """
    soon: Soon = {}
    others = [*others]
    for model, rows in by_model(changed).items():
        stored = model._base_manager.in_bulk([row.pk for row in rows])
        soon[model] = {row.pk: _differing(stored[row.pk], row) for row in rows if row.pk in stored}
        others += [row for row in rows if not _is_plain(row, soon[model].get(row.pk))]
    left_out = set(_records_of(others))
    ahead_types = {type_.model for type_ in listed() if type_.is_read_ahead}
    touched = [touched_by(model, list(rows)) for model, rows in soon.items()]
    for model in ahead_types:
        keys = {key for some in touched for key in some.get(model, ())}
        for part in parts(sorted(key for key in keys if (model, key) not in left_out)):
            with as_if_written(soon):
                found = _read(model, part)
            yield found


def _differing(stored: RecordTable, row: RecordTable) -> dict:
    """The columns in which a row differs from the stored one, derived ones as they come first."""
    for one in (stored, row):
        one.derive()
    names = [one.attname for one in row._meta.concrete_fields if one.attname not in TIMESTAMPS]
    return {
        name: getattr(row, name) for name in names if getattr(row, name) != getattr(stored, name)
    }


def _is_plain(row: RecordTable, values: dict | None) -> bool:
    """Whether only columns change that nothing is found by or computed from."""
    if values is None or values.keys() & {*DERIVED, "state"}:
        return False
    moved = [one for one in row._meta.concrete_fields if one.is_relation and one.attname in values]
    indexed = readers()
    return not moved or not (
        type(row) in indexed or any(one.related_model in indexed for one in moved)
    )


def _records_of(rows: Iterable[RecordTable]) -> Iterator[tuple[type[models.Model], int]]:
    """The records whose documents depend on these rows, or will."""
    keys: dict[type[models.Model], set[int]] = {}
    for row in rows:
        keys.setdefault(type(row), set()).add(row.pk)
        for column in row._meta.concrete_fields:
            if column.is_relation and issubclass(column.related_model, RecordTable):
                keys.setdefault(column.related_model, set()).add(getattr(row, column.attname))
    for table, of_table in keys.items():
        for model, touched in touched_by(table, sorted(of_table - {None})).items():
            yield from ((model, key) for key in touched)


def forget(ahead: Ahead, changed: Iterable[tuple[type[models.Model], int]]) -> None:
    """Drop the documents that the changed rows affect."""
    rows: dict[type[models.Model], list[int]] = {}
    for table, key in changed:
        rows.setdefault(table, []).append(key)
    for table, keys in rows.items():
        for model, touched in touched_by(table, keys).items():
            for key in touched:
                ahead.pop((model, key), None)


@contextmanager
def used(ahead: Ahead) -> Iterator[None]:
    """Around a change."""
    token = _ahead.set(ahead)
    try:
        yield
    finally:
        _ahead.reset(token)
