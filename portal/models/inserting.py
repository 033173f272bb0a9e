"""Writes many rows by plain INSERTs, because most of the time would go into building instances."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from django.db import connection, models

MOST_PARAMETERS, MOST_ROWS = 60_000, 500  # of a statement


def insert_rows(
    model: type[models.Model],
    rows: Iterable[Sequence],
    columns: Sequence[str] = (),
    on_conflict: str = "",
) -> None:
    """Write rows of values in the database's own form; `columns` are all unless given.

    `on_conflict` is SQL that says what is done about a row that is there already.
    """
    columns = columns or [one.column for one in model._meta.local_concrete_fields]
    quote = connection.ops.quote_name
    most = connection.features.max_query_params or MOST_PARAMETERS
    at_once = max(1, min(MOST_ROWS, most // len(columns)))
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    one = f"({', '.join(['%s'] * len(columns))})"
    rows = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(rows, at_once)):
            values = ", ".join([one] * len(part))
            cursor.execute(
                f"INSERT INTO {into} VALUES {values} {on_conflict}", [*chain.from_iterable(part)]
            )
