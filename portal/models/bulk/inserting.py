"""Writes many rows by plain INSERTs, because most of the time would go into building instances."""

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import chain, islice

from django.db import connection, models

_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
MOST_PARAMETERS, MOST_ROWS = 60_000, 500  # of a statement


def insert_rows(
    model: type[models.Model],
    rows: Iterable[Sequence],
    columns: Sequence[str] = (),
    on_conflict: str = "",
    at_once: int = MOST_ROWS,
) -> None:
    """Write rows of values in the database's own form; `columns` are all unless given.

    `on_conflict` is SQL that says what is done about a row that is there already. A statement
    writes `at_once` rows at most.
    """
    columns = columns or [one.column for one in model._meta.local_concrete_fields]
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    one = f"({', '.join(['%s'] * len(columns))})"
    at_once = min(at_once, MOST_PARAMETERS // len(columns))
    rows = iter(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # runs in this process, so no round trip is saved
            cursor.executemany(f"INSERT INTO {into} VALUES {one} {on_conflict}", rows)
        while part := list(islice(rows, at_once)):
            values = ", ".join([one] * len(part))
            cursor.execute(
                f"INSERT INTO {into} VALUES {values} {on_conflict}", [*chain.from_iterable(part)]
            )


def copy_rows(model: type[models.Model], rows: Iterable[Sequence]) -> None:
    """The same for many rows of all columns; with COPY on PostgreSQL."""
    if connection.vendor != "postgresql":
        insert_rows(model, rows)
        return
    text = StringIO()
    for row in rows:
        text.write("\t".join(map(_as_text, row)) + "\n")
    text.seek(0)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in model._meta.local_concrete_fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        table = quote(model._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


def _as_text(value: object) -> str:
    """A value as COPY reads it."""
    return r"\N" if value is None else str(value).translate(_ESCAPED)


def free_keys(model: type[models.Model], number: int) -> list[int]:
    """Unused primary keys, in order; the caller holds the lock of changes."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, number],
            )
            return [found for (found,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return [*range(last + 1, last + 1 + number)]
