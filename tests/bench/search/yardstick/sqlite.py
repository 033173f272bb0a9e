"""SQLite: FTS5, a column of pairs in their order and another table of characters."""

import re
from collections import Counter
from collections.abc import Iterable
from string import punctuation

from portal.search.query import Query, Word
from tests.bench.search.yardstick.grams import is_single, pairs

TABLES = ("bench_pairs", "bench_characters")
SETTLE = "ANALYZE bench_entries"
# A folded text has no quotation marks. FTS5 always splits at a space: it goes in as another.
_MARKS = punctuation.replace('"', "").replace("'", "")
_SPACE = str.maketrans({" ": "\u3000"})
_LINE = "\u2028"
_SHADOW = re.compile("_(data|idx|config)$")  # tables that a table of FTS5 is kept in


def create(cursor) -> None:
    for table, detail in zip(TABLES, ("full", "none"), strict=True):
        cursor.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(tokens, content='', columnsize=0,"
            f""" detail={detail}, tokenize="ascii tokenchars '{_MARKS}'")"""
        )
        # Bytes in memory before a segment is written: there are fewer to be merged.
        cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', {64 << 20})")


def write(cursor, texts: Iterable[tuple[int, list[str]]]) -> None:
    texts = [(place, [line.translate(_SPACE) for line in lines]) for place, lines in texts]
    cursor.executemany(
        "INSERT INTO bench_pairs (rowid, tokens) VALUES (%s, %s)",
        [
            (place, f" {_LINE} ".join(" ".join(pairs(line)) for line in lines))
            for place, lines in texts
        ],
    )
    cursor.executemany(
        "INSERT INTO bench_characters (rowid, tokens) VALUES (%s, %s)",
        [(place, " ".join(set("".join(lines)))) for place, lines in texts],
    )


def finish(cursor) -> None:
    for table in TABLES:
        cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def hits(query: Query) -> tuple[str, list[str]]:
    in_pairs, in_characters = _match(query, single=False), _match(query, single=True)
    if in_pairs and in_characters:
        sql = (
            "SELECT rowid AS place FROM bench_pairs WHERE bench_pairs MATCH %s AND +rowid IN"
            " (SELECT rowid FROM bench_characters WHERE bench_characters MATCH %s)"
        )
        return sql, [in_pairs, in_characters]
    table = "bench_pairs" if in_pairs else "bench_characters"
    return f"SELECT rowid AS place FROM {table} WHERE {table} MATCH %s", [in_pairs or in_characters]


def _match(query: Query, *, single: bool) -> str:
    wanted = [_any(word) for word in query.words if is_single(word) == single]
    unwanted = [_any(word) for word in query.without if is_single(word) == single]
    match = " AND ".join(wanted)
    return f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match


def _any(word: Word) -> str:
    return f"({' OR '.join(map(_phrase, word.spellings))})"


def _phrase(text: str) -> str:
    text = text.translate(_SPACE)
    return f'"{" ".join(pairs(text) or [text])}"'


def sizes(cursor) -> dict[str, int]:
    """Bytes of each table with its indexes; nothing where SQLite cannot tell."""
    cursor.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'")
    if not cursor.fetchone()[0]:
        return {}
    cursor.execute(
        "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name)"
        " WHERE aggregate = TRUE GROUP BY tbl_name"
    )
    found: Counter[str] = Counter()
    for name, size in cursor.fetchall():
        found[_SHADOW.sub("", name)] += size
    return found
