"""The best hand-written SQL for the same answers, in tables of its own.

    bench_entries   place in the order of dates, and all that filters and facets need
    bench_bodies    place, body
    …               the text index, as each database has it best (`sqlite`, `postgresql`)

A place is the primary key of everything: newest first needs no sorting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from types import ModuleType

from django.db import connection, transaction
from django.db.models import F, Value, Window
from django.db.models.functions import RowNumber, StrIndex, Substr

from portal.changes import revision
from portal.index.order import ORDER
from portal.index.querysets import documents
from portal.index.text_index.document_text import SEPARATORS
from portal.record_types import TIMELINE
from portal.search.query import Query
from tests.bench.search.questions import Question
from tests.bench.search.scan import texts
from tests.bench.search.yardstick import postgresql, sqlite

FIRST_PAGE = 100
AT_ONCE = 2_000
_ENTRIES = """
CREATE TABLE bench_entries (
    place integer PRIMARY KEY, document bigint NOT NULL, type varchar(20) NOT NULL,
    record bigint NOT NULL, kind varchar(20) NOT NULL, first_month integer NOT NULL,
    last_month integer NOT NULL, sources varchar(200) NOT NULL
)"""
_COLUMNS = ("place", "pk", "type", "record", "kind", "first_month", "last_month", "sources")
_BODIES = """
CREATE TABLE bench_bodies (
    place integer NOT NULL, body bigint NOT NULL, PRIMARY KEY (place, body)
)"""
_FILL_BODIES = """
INSERT INTO bench_bodies
SELECT place, value FROM bench_entries JOIN portal_documentlink ON document_id = document
ORDER BY place, value"""


def prepare(anew: bool) -> bool:
    """Make the tables where there are none of these records, or where they are wanted anew.

    Returns whether they were made.
    """
    if not anew and _is_current():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        _build(cursor)
    with connection.cursor() as cursor:
        cursor.execute(_back_end().SETTLE)
    return True


def places(query: Query) -> list[int]:
    return [place for (place,) in _rows(*hits(query))]


def hits(query: Query) -> tuple[str, list[str]]:
    """SQL that selects the `place` of each hit, and its parameters."""
    return _back_end().hits(query)


def first_page_with_total(question: Question) -> tuple[int, list[tuple[str, int]]]:
    """How many there are; type and primary key of the newest."""
    sql, params = _back_end().hits(question.query)
    if question.where:
        sql = f"SELECT place FROM bench_entries WHERE place IN ({sql}) AND {question.where}"
    total = _rows(f"SELECT count(*) FROM ({sql}) AS hits", params)[0][0]
    page = (
        f"SELECT type, record FROM ({sql} ORDER BY place DESC LIMIT {FIRST_PAGE}) AS newest"
        " JOIN bench_entries USING (place) ORDER BY place DESC"
    )
    return total, _rows(page, params)


@dataclass(frozen=True)
class Facets:
    """Rows of (kind, first year, last year, sources, number) and of (body, number)."""

    entries: list[tuple]
    bodies: list[tuple]


def facets(query: Query) -> Facets:
    sql, params = _back_end().hits(query)
    entries = (
        "SELECT kind, first_month / 100, last_month / 100, sources, count(*)"
        f" FROM bench_entries WHERE place IN ({sql}) GROUP BY 1, 2, 3, 4"
    )
    bodies = f"SELECT body, count(*) FROM bench_bodies WHERE place IN ({sql}) GROUP BY 1"
    return Facets(_rows(entries, params), _rows(bodies, params))


def records(found: Iterable[int]) -> list[tuple[str, int]]:
    """Type and primary key of the records at these places, in the same order."""
    found = list(found)
    marks = ", ".join(["%s"] * len(found)) or "NULL"
    rows = _rows(f"SELECT place, type, record FROM bench_entries WHERE place IN ({marks})", found)
    named = {place: (type_, record) for place, type_, record in rows}
    return [named[place] for place in found]


def sizes() -> dict[str, int]:
    """Table, or index of texts → bytes."""
    with connection.cursor() as cursor:
        return _back_end().sizes(cursor)


def _is_current() -> bool:
    if "bench_revision" not in connection.introspection.table_names():
        return False
    return _rows("SELECT token FROM bench_revision", []) == [(revision.current(),)]


def _build(cursor) -> None:
    for table in ("bench_revision", "bench_entries", "bench_bodies", *_back_end().TABLES):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(_ENTRIES)
    order = Window(RowNumber(), order_by=[F(name).asc() for name in ORDER])
    counted = F("combination__text")  # "milestone 2018 2018 kind=document on=timeline source=1 "
    kind, on, source = (StrIndex(counted, Value(f" {name}=")) for name in ("kind", "on", "source"))
    listed = (
        documents()
        .on(TIMELINE)
        .order_by()
        .annotate(
            place=order,
            kind=Substr(counted, kind + 6, on - kind - 6),
            sources=Substr(counted, source),
        )
        .values_list(*_COLUMNS)
    )
    sql, params = listed.query.sql_with_params()
    names = ", ".join(["place", "document", *_COLUMNS[2:]])
    cursor.execute(f"INSERT INTO bench_entries ({names}) {sql}", params)
    cursor.execute(_BODIES)
    cursor.execute(_FILL_BODIES)
    _back_end().create(cursor)
    of_words = ((place, _lines(text)) for place, text in texts())
    while part := list(islice(of_words, AT_ONCE)):
        _back_end().write(cursor, part)
    _back_end().finish(cursor)
    cursor.execute("CREATE TABLE bench_revision (token varchar(32) NOT NULL)")
    cursor.execute("INSERT INTO bench_revision VALUES (%s)", [revision.current()])


def _lines(text: str) -> list[str]:
    """No word runs from one line into the next."""
    return text.translate(dict.fromkeys(map(ord, SEPARATORS), "\n")).split("\n")


def _rows(sql: str, params: Iterable) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()


def _back_end() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
