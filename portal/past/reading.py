"""Around reading the catalogue as it stood after a change set."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache

from django.db import connections
from django.db.models import Model

from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.changes.point import reset_point, set_point
from portal.past.tables import SQL, Computed, Values, by_name, tables_as_of

Columns = Mapping[type[Model], Mapping[int, Values]]
Headings = Mapping[tuple[str, int], str]
Rows = Sequence[Values]
_columns: list[Callable[[], Columns]] = []
_headings: list[Callable[[], Headings]] = []
_derived: dict[type[Model], Callable[[], Rows]] = {}


def compute(
    columns: Callable[[], Columns] | None = None,
    headings: Callable[[], Headings] | None = None,
    derived: Mapping[type[Model], Callable[[], Rows]] | None = None,
) -> None:
    """Register what reads derived data from the tables as they stood (`tables.Computed`).

    `headings`, and the rows of `derived` tables, are read after all `columns`.
    """
    _columns.extend(filter(None, [columns]))
    _headings.extend(filter(None, [headings]))
    _derived.update(derived or {})


@contextmanager
def as_of(point: int) -> Iterator[None]:
    """Every SELECT finds the tables of records as they stood after this change set."""
    token = set_point(point)
    try:
        with _reading(point, _computed(point)):
            yield
    finally:
        reset_point(token)


def _computed(point: int) -> Computed:
    """Kept until a record changes, because a withdrawal changes the past too."""

    def read() -> Computed:
        return _added_up(point)

    return cached_for_revision(revision.current(), "computed of the past", read)


def _added_up(point: int) -> Computed:
    with _reading(point, Computed()):
        columns = {model: rows for read in _columns for model, rows in read().items()}
    with _reading(point, Computed(columns)):
        headings = {key: text for read in _headings for key, text in read().items()}
        derived = {model: read() for model, read in _derived.items()}
    return Computed(columns, headings, derived)


@contextmanager
def _reading(point: int, computed: Computed) -> Iterator[None]:
    def execute_as_of(execute, sql, params, many, context):
        if not many and sql.lstrip("( ").startswith("SELECT"):
            sql, params = _with_tables(context["connection"], point, computed, sql, params)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for one in connections.all():
            stack.enter_context(one.execute_wrapper(execute_as_of))
        yield


def _with_tables(
    connection, point: int, computed: Computed, sql: str, params: Iterable | None
) -> SQL:
    models = (_by_name()[name] for name in dict.fromkeys(_tables().findall(sql)))
    tables = [one for model in models for one in tables_as_of(connection, model, point, computed)]
    if not tables:
        return sql, params
    if params is None:  # then a percent sign stands for itself
        sql, params = sql.replace("%", "%%"), ()
    with_ = ", ".join(table for table, _ in tables)
    return f"WITH {with_} {sql}", [*(one for _, own in tables for one in own), *params]


@cache
def _by_name() -> dict[str, type[Model]]:
    return by_name() | {model._meta.db_table: model for model in _derived}


@cache
def _tables() -> re.Pattern:
    return re.compile(f'"({"|".join(map(re.escape, _by_name()))})"')
