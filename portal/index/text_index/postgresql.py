"""PostgreSQL's text index: a GIN index of each text's characters, pairs and marks.

The index is on the documents and not on their texts, because PostgreSQL reads each row that an
index finds, and a document is a sixth of its text. It has no positions; if they are needed,
`portal.search.postgresql` reads the text.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from portal.index.text_index.document_text import LINE, SEPARATORS

DOCUMENTS, TEXTS = "portal_document", "portal_documenttext"
INDEX, GRAMS = "portal_document_grams", "portal_document_grams_of"
FILLED = (DOCUMENTS, "portal_documentlink", TEXTS)

# The pairs of neighbouring characters except line ends. The function may be called immutable
# although it reads a table, because a text is written before its document, and neither changes.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {grams}(document bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
    SELECT array_to_tsvector(array_remove(one, %s) || ARRAY(
        SELECT first || second FROM unnest(one, one[2:]) AS neighbours(first, second)
        WHERE first <> %s AND second <> %s
    ) || string_to_array(btrim(marks), ' '))
    FROM (
        SELECT string_to_array(translate(folded, %s, %s), NULL), marks
        FROM {schema}.{texts} WHERE document_id = document
    ) AS characters(one, marks)
$$
"""
# GIN collects new entries in memory: the more memory, the fewer passes over the index.
_MEMORY = "256MB"
FEW = 1_000  # documents that are indexed again in no time


def create(connection) -> None:
    with connection.cursor() as cursor:
        # Long texts are stored out of line without compression, so that reading them is fast.
        cursor.execute(f"ALTER TABLE {TEXTS} ALTER COLUMN folded SET STORAGE EXTERNAL")
        _create_index(cursor)


def _create_index(cursor) -> None:
    # The table's schema is named, because dumps are loaded without a search path.
    cursor.execute("SELECT quote_ident(current_schema())")
    function = _FUNCTION.format(grams=GRAMS, schema=cursor.fetchone()[0], texts=TEXTS)
    cursor.execute(function, [LINE, LINE, LINE, SEPARATORS, LINE * len(SEPARATORS)])
    cursor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'")
    # Kilobytes; large, so that a change of thousands of documents only appends to the list of
    # pending entries while it holds the lock. `tidy` empties it.
    cursor.execute(
        f"CREATE INDEX {INDEX} ON {DOCUMENTS} USING gin ({GRAMS}(id))"
        " WITH (gin_pending_list_limit = 65536)"
    )


def drop(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {GRAMS}")


@contextmanager
def rebuilding(
    connection, progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[None]:
    """Around a rebuild of all documents; the texts are indexed at the end."""
    connection.check_constraints()  # because tables with deferred checks cannot be truncated
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        # Truncated, because deleted rows would be indexed again with the new texts.
        cursor.execute(f"TRUNCATE {', '.join(FILLED)}")
        yield
        connection.check_constraints()  # because indexes cannot be created with deferred checks
        _create_index(cursor)
        cursor.execute(f"ANALYZE {', '.join(FILLED)}")
        cursor.execute(f"SELECT count(*) FROM {TEXTS}")
        if number := cursor.fetchone()[0]:
            progress(number, number)


@contextmanager
def filled_later(connection) -> Iterator[None]:
    """Around many writes into an empty table, which is indexed afterwards, as that is faster.

    Until then a search reads all texts. If the process is killed, `complete` makes the index.
    """
    connection.check_constraints()  # because indexes cannot change with deferred checks
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {DOCUMENTS} LIMIT {FEW}) AS few")
        if cursor.fetchone()[0] < FEW:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
    try:
        yield
    finally:
        complete(connection)


def complete(connection) -> None:
    """Make the index if it is missing, because a bulk load did not come to its end."""
    with connection.cursor() as cursor:
        if _is_there(cursor):
            return
        with transaction.atomic():
            connection.check_constraints()
            _create_index(cursor)
            cursor.execute(f"ANALYZE {', '.join(FILLED)}")


def _is_there(cursor) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [INDEX])
    return cursor.fetchone()[0] is not None


def write(connection, texts: Iterable[tuple]) -> None:
    """The database keeps its index itself."""


def erase(connection, texts: Iterable[tuple]) -> None:
    """The database keeps its index itself."""


def tidy(connection) -> None:
    """Move pending entries into the index, because every search reads those outside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])


def inconsistencies(connection, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The database maintains the index itself, but a killed bulk load leaves none."""
    with connection.cursor() as cursor:
        if not _is_there(cursor):
            yield f"{INDEX}: the text index is missing: run load_bulk again, or migrate"
