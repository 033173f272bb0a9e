"""Queries whose SQL is built once per process.

Django takes a millisecond to build the SQL of a query that the database answers in a tenth of
that. So a query that pages ask again and again is declared once, as a queryset with names in the
place of values:

    RECENT = Prepared(lambda: Policy.objects.published().filter(date_start__gte=Given("since")))
    RECENT.all(since=date(2018, 1, 1))     → [policy, …]
    NAMED = Prepared(lambda: Body.objects.filter(among("pk", "keys")).values_list("pk", "name"))
    NAMED.all(keys=[1, 2])                 → [(1, "…"), (2, "…")]
"""

from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from datetime import date
from itertools import chain, zip_longest
from typing import ClassVar

from django.db import connections
from django.db.models import BooleanField, Expression, F, Func, QuerySet
from django.utils.functional import cached_property


class Given(Expression):
    """The place of a value, or of a list of values, that is given when the query is run."""

    def __init__(self, name: str, *, is_list: bool = False):
        super().__init__()
        self.name, self.is_list = name, is_list

    def as_sql(self, compiler, connection):
        return "%s", [self]


def among(column: str, name: str) -> Func:
    """Condition that the column has one of a list's values; with an empty list, none has."""
    return Func(
        F(column),
        Given(name, is_list=True),
        template="%(expressions)s)",
        arg_joiner=" IN (",
        output_field=BooleanField(),
    )


class Prepared:
    """One query, declared by a function, because models load before it is first run.

    No prefetching: that would be further queries, which Django builds each time.
    """

    def __init__(self, declare: Callable[[], QuerySet]):
        self._declare = declare

    def all(self, *, rows: slice | None = None, **given) -> list:
        """All rows, or some of them."""
        queryset, compiler, parts, params, converters = self._built
        connection = connections[queryset.db]  # of this thread
        sql, values = _filled(parts, params, given, connection)
        if rows:
            sql += f" LIMIT {rows.stop - rows.start:d} OFFSET {rows.start:d}"
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        if converters:
            found = _converted(found, converters, connection)
        return list(queryset._iterable_class(_Answered(queryset, compiler, found)))

    def first(self, **given):
        """The first row, or None."""
        return next(iter(self.all(**given)), None)

    @cached_property
    def _built(self) -> tuple:
        # In no context, so that the SQL does not depend on the request that asks first.
        queryset = Context().run(self._declare)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        converters = [
            (at, convert, column) for at, (some, column) in converters.items() for convert in some
        ]
        return queryset, compiler, sql.split("%s"), params, converters


class _Answered:
    """Stands for queryset, query and compiler, of which Django's iterables take rows."""

    _known_related_objects: ClassVar[dict] = {}

    def __init__(self, queryset: QuerySet, compiler, rows: Iterable[tuple]):
        self.query, self.db, self._fields, self._rows = self, queryset.db, queryset._fields, rows
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    def get_compiler(self, using: str) -> "_Answered":
        return self

    def execute_sql(self, **options) -> Iterable[tuple]:
        return self._rows

    def results_iter(self, results=None, **options) -> Iterator[tuple]:
        return iter(self._rows)


def _converted(rows: list[tuple], converters: list[tuple], connection) -> Iterator[tuple]:
    for row in rows:
        values = list(row)
        for at, convert, column in converters:
            values[at] = convert(values[at], column, connection)
        yield tuple(values)


def _filled(parts: list[str], params: tuple, given: dict, connection) -> tuple[str, list]:
    """The SQL with as many places as there are values, and the values."""
    values = [_values(one, given, connection) for one in params]
    places = [", ".join(["%s"] * len(some)) or "NULL" for some in values]
    return "".join(chain(*zip_longest(parts, places, fillvalue=""))), list(chain(*values))


def _values(param, given: dict, connection) -> list:
    if not isinstance(param, Given):
        return [param]
    values = given[param.name] if param.is_list else [given[param.name]]
    adapt = connection.ops.adapt_datefield_value
    return [adapt(value) if isinstance(value, date) else value for value in values]
