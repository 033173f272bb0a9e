"""SQL of the tables of records as they stood after a change set, from their history.

A table stands in a WITH clause under its own name, where SQL finds it before the real one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.core.serializers.json import DjangoJSONEncoder
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from portal.models import Document, Record
from portal.models.base import RecordTable, record_tables
from portal.models.curated import State
from portal.models.history import DELETED

# Derived columns are not in the history. `h` is the history row of the record.
_NUMBER = "ltrim(h.place, '0123456789')"  # what follows the first number of a place
_IS_LINES = "h.place <> '' AND ltrim(h.place, '0123456789-') = ''"
_FIRST = f"substr(h.place, 1, length(h.place) - length({_NUMBER}))"
_LAST = f"CASE WHEN {_NUMBER} = '' THEN h.place ELSE ltrim({_NUMBER}, '-') END"
# Lines in other words, as 第 33 行, are read by Python: those of now if the place is the same.
_LINES = (
    f"CASE WHEN {_IS_LINES} THEN CAST({{number}} AS integer) ELSE"  # noqa: S608 - our own names
    " (SELECT live.{column} FROM {{live}} live WHERE live.id = h.id AND live.place = h.place) END"
)
DERIVED_AS = {
    **{f"timeline_{name}": f"h.date_{name}" for name in ("start", "end", "precision", "qualifier")},
    "line_start": _LINES.format(number=_FIRST, column="line_start"),
    "line_end": _LINES.format(number=_LAST, column="line_end"),
    # The present one, because names are sorted by Python; it only orders them.
    "pinyin": "coalesce((SELECT live.pinyin FROM {live} live WHERE live.id = h.id), '')",
    **dict.fromkeys(("created_at", "modified_at", "published_at"), "h.history_date"),
}
STATE = ("state", "withdrawn_on", "withdrawn_because")
Values = Mapping[str, object]  # by column
SQL = tuple[str, list]


@dataclass(frozen=True)
class Computed:
    """What Python computes of the tables as they stood, for the few rows where SQL does not say it.

    `columns` are derived columns by model and primary key, `headings` the headings of records
    (type, primary key) that differ from their titles. `derived` are all rows of tables that are
    derived from records, by column.
    """

    columns: Mapping[type[Model], Mapping[int, Values]] = field(default_factory=dict)
    headings: Mapping[tuple[str, int], str] = field(default_factory=dict)
    derived: Mapping[type[Model], Sequence[Values]] = field(default_factory=dict)


@cache
def by_name() -> dict[str, type[Model]]:
    """Table name → model, of all tables that are read as they stood."""
    return {model._meta.db_table: model for model in (*record_tables(), Document)}


def tables_as_of(
    connection: BaseDatabaseWrapper, model: type[Model], point: int, computed: Computed
) -> Iterator[SQL]:
    """What stands in the WITH clause for a table: first the computed rows, if there are any."""
    if model is Document:
        yield _documents(connection, computed.headings)
        return
    if not issubclass(model, RecordTable):
        yield _whole(connection, model, computed.derived.get(model, ()))
        return
    rows = computed.columns.get(model, {})
    names = list(next(iter(rows.values()), ()))
    if rows:
        fields = [model._meta.pk, *map(model._meta.get_field, names)]
        values = [[key, *(one[name] for name in names)] for key, one in rows.items()]
        yield _values(connection, _computed_name(model), fields, values)
    yield _records(connection, model, point, names), []


def _computed_name(model: type[Model]) -> str:
    return f"computed_{model._meta.db_table}"


def _records(
    connection: BaseDatabaseWrapper, model: type[RecordTable], point: int, computed: Iterable[str]
) -> str:
    quote = connection.ops.quote_name
    name, history = quote(model._meta.db_table), quote(model.history.model._meta.db_table)
    # SQLite would look for the table in the WITH clause; PostgreSQL looks there only later.
    live = f"main.{name}" if connection.vendor == "sqlite" else name
    tracked = {one.column for one in model.history.model.tracked_fields}
    columns = {}
    for one in model._meta.concrete_fields:
        column = quote(one.column)
        derived = DERIVED_AS.get(one.column, "NULL").format(live=live)
        columns[column] = f"h.{column}" if one.column in tracked else derived
        if one.name in STATE and issubclass(model, Record):
            columns[column] = _as_now(one.column, live)
        if one.name in computed:
            rows = quote(_computed_name(model))
            columns[column] = (
                f"CASE WHEN h.id IN (SELECT id FROM {rows})"  # noqa: S608 - our own names
                f" THEN (SELECT c.{column} FROM {rows} c WHERE c.id = h.id)"
                f" ELSE {columns[column]} END"
            )
    later = (
        f"SELECT 1 FROM {history} later"  # noqa: S608 - our own names
        f" WHERE later.id = h.id AND later.change_set_id <= {point:d}"
        " AND (later.change_set_id > h.change_set_id OR later.change_set_id = h.change_set_id"
        " AND later.history_id > h.history_id)"
    )
    return (
        f"{name} ({', '.join(columns)}) AS NOT MATERIALIZED"  # noqa: S608 - our own names
        f" (SELECT {', '.join(columns.values())} FROM {history} h"
        f" WHERE h.change_set_id <= {point:d} AND h.history_type <> '{DELETED}'"
        f" AND NOT EXISTS ({later}))"
    )


def _as_now(column: str, live: str) -> str:
    """A column of the state: what was withdrawn or deleted since is not shown as it stood."""
    now = f"(SELECT live.{column} FROM {live} live WHERE live.id = h.id)"  # noqa: S608
    if column == "state":
        now = f"coalesce({now}, '{State.DRAFT.value}')"
    return f"CASE WHEN h.state = '{State.PUBLISHED.value}' THEN {now} ELSE h.{column} END"


def _documents(connection: BaseDatabaseWrapper, headings: Mapping) -> SQL:
    """The index of then, of which pages read only the headings."""
    given = [
        {"type": type_, "record": key, "heading": text} for (type_, key), text in headings.items()
    ]
    return _whole(connection, Document, given)


def _whole(connection: BaseDatabaseWrapper, model: type[Model], given: Sequence[Values]) -> SQL:
    fields = model._meta.concrete_fields
    rows = [[row.get(one.column) for one in fields] for row in given]
    return _values(connection, model._meta.db_table, fields, rows)


def _values(
    connection: BaseDatabaseWrapper, name: str, fields: Iterable[Field], rows: list[list]
) -> SQL:
    """A table of values, as one parameter."""
    quote, is_sqlite = connection.ops.quote_name, connection.vendor == "sqlite"
    value = "json_extract(value, '$[{at}]')" if is_sqlite else "CAST(value ->> {at} AS {type})"
    columns = [
        value.format(at=at, type=one.rel_db_type(connection)) for at, one in enumerate(fields)
    ]
    names = ", ".join(quote(one.column) for one in fields)
    given = "json_each(%s)" if is_sqlite else "json_array_elements(CAST(%s AS json))"
    sql = f"{quote(name)} ({names}) AS (SELECT {', '.join(columns)} FROM {given})"  # noqa: S608
    return sql, [DjangoJSONEncoder(ensure_ascii=False).encode(rows)]
