"""PostgreSQL's text index: a GIN index of each text's characters, pairs and marks.

It is one of the documents, not of their texts: PostgreSQL looks at each row that an index
finds, and a document is a sixth of its text. It keeps no places; `portal.search.postgresql`
reads a text where that is needed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from portal.index.document_text import LINE, SEPARATORS

DOCUMENTS, TEXTS = "portal_document", "portal_documenttext"
INDEX, GRAMS = "portal_document_grams", "portal_document_grams_of"
FILLED = (DOCUMENTS, "portal_documentlink", TEXTS)

# Each character stands beside its neighbour; none of the two is a line's end. What reads a
# table may call itself immutable where, as here, a text is written before its document and
# both stay as they are until they are erased.
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
# GIN gathers what it writes in memory: the more of it, the fewer times it goes over the index.
_MEMORY = "256MB"


def create(connection) -> None:
    with connection.cursor() as cursor:
        # Long texts go out of line, unpacked: they are read as quickly as short ones.
        cursor.execute(f"ALTER TABLE {TEXTS} ALTER COLUMN folded SET STORAGE EXTERNAL")
        _create_index(cursor)


def _create_index(cursor) -> None:
    # A dump is loaded without a search path: the function has to say where its table is.
    cursor.execute("SELECT quote_ident(current_schema())")
    function = _FUNCTION.format(grams=GRAMS, schema=cursor.fetchone()[0], texts=TEXTS)
    cursor.execute(function, [LINE, LINE, LINE, SEPARATORS, LINE * len(SEPARATORS)])
    cursor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'")
    # What is not in the index proper yet is read with every search: little of it, in kilobytes.
    cursor.execute(
        f"CREATE INDEX {INDEX} ON {DOCUMENTS} USING gin ({GRAMS}(id))"
        " WITH (gin_pending_list_limit = 512)"
    )


def drop(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {GRAMS}")


@contextmanager
def rebuilding(
    connection, progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[None]:
    """Around the writing of all documents anew, from none; the texts are indexed at the end."""
    connection.check_constraints()  # no table is emptied while keys wait to be checked
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        # Rows that are only deleted would be indexed once more, with the texts that come anew.
        cursor.execute(f"TRUNCATE {', '.join(FILLED)}")
        yield
        connection.check_constraints()  # nor is an index made
        _create_index(cursor)
        cursor.execute(f"ANALYZE {', '.join(FILLED)}")
        cursor.execute(f"SELECT count(*) FROM {TEXTS}")
        if number := cursor.fetchone()[0]:
            progress(number, number)


def write(connection, texts: Iterable[tuple]) -> None:
    """The database keeps its index itself."""


def erase(connection, texts: Iterable[tuple]) -> None:
    """The database keeps its index itself."""


def gone_astray(connection, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """None can be: the database keeps its index itself."""
    yield from ()
