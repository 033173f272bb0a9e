"""Rows as they will be, so that index documents can be read before a change is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

Soon = dict[type[models.Model], dict[int, dict]]  # model → primary key → values by column
_soon: ContextVar[Soon | None] = ContextVar("soon", default=None)


@contextmanager
def as_if_written(rows: Soon) -> Iterator[None]:
    """Around reading instances; the database still finds rows by the values that it has."""
    token = _soon.set(rows)
    try:
        yield
    finally:
        _soon.reset(token)


def write_on(row: models.Model) -> None:
    """Set the values that the row will have on an instance that has just been read."""
    if soon := _soon.get():
        row.__dict__.update(soon.get(type(row), {}).get(row.pk, {}))
