"""Database → backup: one consistent snapshot, without blocking writers."""

from pathlib import Path

import django
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal.backup import archive, tables
from portal.changes.snapshot import one_moment


def make(path: Path) -> dict:
    """Write the backup and return its manifest."""
    with archive.writing(path) as writer, one_moment():
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
    """The applied migrations, as "app name"; they identify the form of the tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app} {name}" for app, name in applied)
