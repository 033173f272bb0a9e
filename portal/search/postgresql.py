"""PostgreSQL: a GIN index of each text's characters and pairs, as a tsvector without places.

GIN keeps no places in any case: a phrase of lexemes is looked for in the texts that hold
them all. Reading the folded text itself is then quicker than its tsvector, and that
vector need not be stored. A word of one or two characters needs no reading.

The index is one of the listings, not of their texts: PostgreSQL looks at each row that
an index finds, and a listing is a sixth of its text.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from portal.index.document_text import LINE, SEPARATORS
from portal.search.clauses import Clauses, pairs

LISTINGS, TEXTS = "portal_listing", "portal_listingtext"
INDEX, GRAMS = "portal_listing_grams", "portal_grams"
FILLED = (LISTINGS, "portal_listingbody", TEXTS)
GIVES_IN_ORDER = False
TEXTS_STAND_APART = False

# Each character stands beside its neighbour; none of the two is a line's end. What reads a
# table may call itself immutable where, as here, a text is written before its listing and
# both stay as they are until they are erased.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {grams}(listing bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
    SELECT array_to_tsvector(array_remove(one, %s) || ARRAY(
        SELECT first || second FROM unnest(one, one[2:]) AS neighbours(first, second)
        WHERE first <> %s AND second <> %s
    ))
    FROM (
        SELECT string_to_array(translate(folded, %s, %s), NULL)
        FROM {schema}.{texts} WHERE listing_id = listing
    ) AS characters(one)
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
        f"CREATE INDEX {INDEX} ON {LISTINGS} USING gin ({GRAMS}(id))"
        " WITH (gin_pending_list_limit = 512)"
    )


def drop(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {GRAMS}")


@contextmanager
def rebuilding(connection) -> Iterator[None]:
    """Around the writing of all listings anew, from none."""
    connection.check_constraints()  # no table is emptied while keys wait to be checked
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        # Rows that are only deleted would be indexed once more, with the texts that come anew.
        cursor.execute(f"TRUNCATE {', '.join(FILLED)}")
        yield
        connection.check_constraints()  # nor is an index made
        _create_index(cursor)
        cursor.execute(f"ANALYZE {', '.join(FILLED)}")


def write(connection, texts: Iterable[tuple[int, str]]) -> None:
    """The database keeps its index itself."""


def erase(connection, texts: Iterable[tuple[int, str]]) -> None:
    """The database keeps its index itself."""


def gone_astray(connection, texts: Iterable[str]) -> Iterator[str]:
    """None can be: the database keeps its index itself."""
    yield from ()


def matching(clauses: Clauses) -> tuple[str, list]:
    sql, params = _condition(clauses)
    return f"SELECT id FROM {LISTINGS} WHERE {sql}", params


def condition(clauses: Clauses, *, narrowed: bool) -> tuple[str, list]:
    if not narrowed:
        return _condition(clauses)
    # By itself and first: else the planner makes grams of each text that the other
    # conditions leave, a millisecond each.
    sql, params = matching(clauses)
    return f"{LISTINGS}.id IN ({sql} OFFSET 0)", params


def _condition(clauses: Clauses) -> tuple[str, list]:
    # The sum keeps the keys' own index out of it: all keys of a list are too many to go through.
    conditions, params = [f"{LISTINGS}.id + 0 BETWEEN %s AND %s"], [*clauses.keys]
    if clauses.all_of:
        # GIN finds what is without a gram only among what has another.
        without = (f"!{_any(group)}" for group in clauses.none_of if not _is_read(group))
        conditions.append(f"{GRAMS}({LISTINGS}.id) @@ %s::tsquery")
        params.append(" & ".join([*map(_any, clauses.all_of), *without]))
    long = [group for group in clauses.all_of if _is_read(group)]
    left_out = [group for group in clauses.none_of if _is_read(group) or not clauses.all_of]
    read = [*map(_stands, long), *(f"NOT {_stands(group)}" for group in left_out)]
    if read:
        conditions.append(
            f"(SELECT {' AND '.join(read)} FROM {TEXTS} WHERE listing_id = {LISTINGS}.id)"
        )
        params += [text for group in [*long, *left_out] for text in group]
    return " AND ".join(conditions), params


def _is_read(group: tuple[str, ...]) -> bool:
    """Whether the index cannot tell by itself: a longer word's grams may stand apart."""
    return any(len(text) > 2 for text in group)


def _stands(group: tuple[str, ...]) -> str:
    return "(" + " OR ".join(["strpos(folded, %s) > 0"] * len(group)) + ")"


def _any(group: tuple[str, ...]) -> str:
    return "(" + " | ".join(_all_grams(text) for text in group) + ")"


def _all_grams(text: str) -> str:
    grams = pairs(text) or [text]
    return "(" + " & ".join(_quoted(gram) for gram in dict.fromkeys(grams)) + ")"


def _quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"
