"""The database's tables: columns, rows as JSON, and counters of automatic keys."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.apps import apps
from django.db import models

from portal.models.bulk.inserting import MOST_ROWS, insert_rows


def tables() -> list[type[models.Model]]:
    """The models of all tables, including automatic many-to-many tables."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def fields(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.local_concrete_fields)


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in fields(model)]


def rows(model: type[models.Model]) -> Iterator[tuple]:
    """All rows; bypasses the managers, which may leave some out."""
    names = [field.attname for field in fields(model)]
    found = models.QuerySet(model).order_by("pk").values_list(*names)
    return found.iterator(chunk_size=1 if has_files(model) else 500)


def has_files(model: type[models.Model]) -> bool:
    """Whether a row may have tens of megabytes, so that rows are not read many at a time."""
    return any(isinstance(field, models.BinaryField) for field in fields(model))


def encode(row: Iterable) -> bytes:
    line = json.dumps([*row], default=_plain, ensure_ascii=False, separators=(",", ":"))
    return line.encode() + b"\n"


def _plain(value):
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value)


def decode(model: type[models.Model], line: bytes) -> list:
    values = zip(fields(model), json.loads(line), strict=True)
    return [None if value is None else _typed(field, value) for field, value in values]


def _typed(field: models.Field, value):
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def insert(connection, model: type[models.Model], found: Iterable[list]) -> None:
    of_model = fields(model)
    rows = (
        [one.get_db_prep_save(value, connection) for one, value in zip(of_model, row, strict=True)]
        for row in found
    )
    insert_rows(model, rows, at_once=1 if has_files(model) else MOST_ROWS)


def counter(connection, model: type[models.Model]) -> int:
    """The last automatic key, maybe of a row that has been deleted since; 0 if there is none.

    It is backed up so that no new record gets a deleted one's key, and with it its history.
    """
    if not isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, model)}")
            last, is_called = cursor.fetchone()
            return last if is_called else 0
        table = model._meta.db_table
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        return found[0] if found else 0


def count_on(connection, model: type[models.Model], last: int) -> None:
    """Make the next automatic key greater than `last` and than all given before."""
    last = max(last, counter(connection, model))
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Never downwards, because setval is not undone when the transaction is.
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model), last])
            return
        table = model._meta.db_table
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _sequence(cursor, model: type[models.Model]) -> str:
    names = [model._meta.db_table, model._meta.pk.column]
    cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", names)
    return cursor.fetchone()[0]
