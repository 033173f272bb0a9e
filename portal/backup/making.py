"""Database → backup: all of it as it was at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal.backup import archive, tables


def make(path: Path) -> dict:
    """Write the backup; its manifest."""
    with archive.writing(path) as writer, _one_moment():
        made, of_tables = timezone.now(), {}
        for model in tables.tables():
            label = model._meta.label
            number = writer.add(f"{label}.jsonl", map(tables.encode, tables.rows(model)))
            of_tables[label] = {
                "rows": number,
                "columns": tables.columns(model),
                "last_key": tables.counter(connection, model),
            }
        manifest = {
            "format": archive.FORMAT,
            "made": made.isoformat(timespec="seconds"),
            "database": connection.vendor,
            "django": django.get_version(),
            "migrations": migrations(),
            "tables": of_tables,
        }
        writer.finish(manifest)
    return manifest


def migrations() -> list[str]:
    """Which form the tables have."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app} {name}" for app, name in applied)


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read sees nothing that is written meanwhile, and holds up nobody who writes."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            # Django's own transactions are there to write, one at a time.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
