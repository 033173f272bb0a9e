"""PostgreSQL: a stored tsvector of pairs with their places, and of characters; GIN over it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count

from portal.search.query import Query, Word
from tests.bench.search.yardstick.grams import pairs

TABLES = ("bench_texts",)
SETTLE = "VACUUM ANALYZE bench_entries, bench_bodies, bench_texts"


def create(cursor) -> None:
    cursor.execute("CREATE TABLE bench_texts (place integer PRIMARY KEY, grams tsvector NOT NULL)")


def write(cursor, texts: Iterable[tuple[int, list[str]]]) -> None:
    rows = [(place, _tsvector(lines)) for place, lines in texts]
    cursor.execute(
        "INSERT INTO bench_texts SELECT place, grams::tsvector"
        " FROM unnest(%s::integer[], %s::text[]) AS written(place, grams)",
        [[place for place, _ in rows], [grams for _, grams in rows]],
    )


def finish(cursor) -> None:
    cursor.execute(
        "CREATE INDEX bench_grams ON bench_texts USING gin (grams) WITH (fastupdate = off)"
    )


def _tsvector(lines: list[str]) -> str:
    """'政务':1 '务服':2 … '政' '务' …; between two lines a place is left out."""
    places: dict[str, list[str]] = defaultdict(list)
    place = count(1)
    for line in lines:
        for pair in pairs(line):
            places[pair].append(str(next(place)))
        next(place)
    with_places = [f"{_quoted(pair)}:{','.join(where)}" for pair, where in places.items()]
    return " ".join([*with_places, *map(_quoted, set("".join(lines)))])


def hits(query: Query) -> tuple[str, list[str]]:
    match = " & ".join(_terms(query))
    return "SELECT place FROM bench_texts WHERE grams @@ %s::tsquery", [match]


def _terms(query: Query) -> Iterator[str]:
    yield from map(_any, query.words)
    for word in query.without:
        yield f"!{_any(word)}"


def _any(word: Word) -> str:
    return f"({' | '.join(map(_phrase, word.spellings))})"


def _phrase(text: str) -> str:
    return f"({' <-> '.join(map(_quoted, pairs(text) or [text]))})"


def _quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"


def sizes(cursor) -> dict[str, int]:
    """Bytes of each table with its indexes, GIN's by themselves under their own names."""
    cursor.execute(
        "SELECT relname, pg_total_relation_size(pg_class.oid) - coalesce(sum(gin.bytes), 0)"
        " FROM pg_class LEFT JOIN (SELECT indrelid, pg_relation_size(indexrelid) AS bytes"
        "  FROM pg_index JOIN pg_class ON indexrelid = oid"
        "  WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin')) AS gin ON indrelid = oid"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY relname, oid"
        " UNION ALL SELECT relname, pg_relation_size(oid) FROM pg_class"
        " WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin')"
    )
    return {name: int(size) for name, size in cursor.fetchall()}
