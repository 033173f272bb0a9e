# ruff: noqa: E402 - Django is set up before its models are imported.
"""The rows of the packed database, into an empty database of PostgreSQL. Run as a program:

    DATABASE_URL=postgres://… python -m tests.upgrade.to_postgresql <a file of SQLite>

What was derived from the records is left behind: each kind of database derives its own.
"""

import sqlite3
import sys
from contextlib import closing

import django

django.setup()  # before anything that knows of models

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

AT_B335C66 = [("policies", "0006_erratum_fields"), ("portal", "0012_merger_rights")]
AT_B335C66 += [("provinces", "0006_erratum_fields")]
DERIVED = ("portal_document", "portal_suggestion", "portal_pairs", "portal_characters", "sqlite_")


def main(path: str) -> None:
    executor = MigrationExecutor(connection)
    others = [
        node for node in executor.loader.graph.leaf_nodes() if node[0] not in dict(AT_B335C66)
    ]
    executor.migrate([*AT_B335C66, *others])
    with closing(sqlite3.connect(path)) as opened:
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in opened.execute(names) if not name.startswith(DERIVED)]
        with transaction.atomic(), connection.cursor() as cursor:
            tables.remove("django_migrations")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            for table in tables:
                copy(opened, cursor, table)
    models = [model for model in django.apps.apps.get_models() if model._meta.db_table in tables]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def copy(opened: sqlite3.Connection, cursor, table: str) -> None:
    """Whole numbers that stand for yes and no are the only values that differ."""
    found = opened.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description]
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND data_type = 'boolean'",
        [table],
    )
    booleans = {names.index(name) for (name,) in cursor.fetchall()}
    rows = [
        [bool(value) if at in booleans else value for at, value in enumerate(row)] for row in found
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


main(sys.argv[1])
