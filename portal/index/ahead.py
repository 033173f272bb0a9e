"""Reads index documents before the lock, as they will be after the change."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

from portal.changes.recording import parts
from portal.index.document import IndexDocument
from portal.index.registry import readers, touched_by

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
        found = list(readers()[model](alone))
        for one in found:
            _ = one.folded, one.marks
        yield {(model, one.record): one for one in found}


def _is_alone(model: type[models.Model], keys: list[int]) -> bool:
    touched = touched_by(model, keys)
    return touched.pop(model) <= {*keys} and not any(touched.values())


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
