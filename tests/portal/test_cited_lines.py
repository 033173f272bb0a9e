"""The step of a migration that makes citations of records' own source and lines."""

from types import SimpleNamespace

import pytest
from django.db import connection

from portal.migrations.steps.citations import cite

pytestmark = pytest.mark.django_db

OWN = "source_id bigint, line_start integer, line_end integer"
CITED = "record_id bigint, position integer, source_id bigint, place text, url text, quote text"
TOLD = (
    "history_type text, history_date text, history_change_reason text, history_user_id bigint,"
    " change_set_id bigint"
)
# (record, change set, type, source, lines): what the history of three records says.
HISTORY = [
    (5, 1, "+", 7, (5, 5)),
    (2, 1, "+", None, (None, None)),
    (5, 2, "~", 7, (5, 5)),  # something else was changed
    (5, 3, "~", 7, (5, 8)),
    (5, 4, "~", None, (None, None)),
    (3, 4, "+", 7, (9, 9)),
    (5, 5, "~", 8, (None, None)),
    (5, 6, "-", 8, (None, None)),
]
EXPECTED = [
    (5, 1, "+", 7, "5"),
    (5, 3, "~", 7, "5-8"),
    (5, 4, "-", 7, "5-8"),
    (3, 4, "+", 7, "9"),
    (5, 5, "+", 8, ""),
    (5, 6, "-", 8, ""),
]


@pytest.fixture
def old():
    """The tables as they were, under other names."""
    key = "integer PRIMARY KEY AUTOINCREMENT" if connection.vendor == "sqlite" else "bigserial"
    history_key = f"history_id {key}"
    tables = {
        "old": f"id bigint, {OWN}",
        "old_history": f"id bigint, {history_key}, {OWN}, {TOLD}",
        "cited": f"id {key}, {CITED}, supports text, line_start integer, line_end integer",
        "cited_history": f"id bigint, {history_key}, {CITED}, supports text, {TOLD}",
    }
    names = dict(
        zip(("Old", "HistoricalOld", "OldCitation", "HistoricalOldCitation"), tables, strict=True)
    )

    def get_model(app_label, name):
        return SimpleNamespace(_meta=SimpleNamespace(db_table=names[name]))

    with connection.cursor() as cursor:
        for name, columns in tables.items():
            cursor.execute(f"CREATE TABLE {name} ({columns})")
        cursor.execute("INSERT INTO old VALUES (2, NULL, NULL, NULL), (3, 7, 9, 9)")
        for record, change_set, type_, source, lines in HISTORY:
            cursor.execute(
                "INSERT INTO old_history (id, source_id, line_start, line_end, history_type,"
                " history_date, history_change_reason, change_set_id)"
                " VALUES (%s, %s, %s, %s, %s, '2026-01-01', '', %s)",
                [record, source, *lines, type_, change_set],
            )
        cite(SimpleNamespace(get_model=get_model), "app", "Old", supports="title wording")
        yield cursor
        for name in tables:
            cursor.execute(f"DROP TABLE {name}")


def rows(cursor, sql: str) -> list[tuple]:
    cursor.execute(sql)
    return cursor.fetchall()


def test_a_record_with_a_source_gets_one_citation(old):
    columns = "record_id, source_id, place, supports, line_start, line_end"
    assert rows(old, f"SELECT {columns} FROM cited") == [(3, 7, "9", "title wording", 9, 9)]


def test_its_history_is_told_in_the_same_change_sets(old):
    columns = "record_id, change_set_id, history_type, source_id, place"
    assert rows(old, f"SELECT {columns} FROM cited_history ORDER BY history_id") == EXPECTED


def test_no_new_citation_gets_a_key_that_the_history_has(old):
    old.execute("INSERT INTO cited (record_id) VALUES (2)")
    assert rows(old, "SELECT MAX(id) FROM cited") == [(6,)]
