"""SQLite: two FTS5 tables without content of their own, one of pairs and one of characters.

The pairs stand in their order, so that a word of n characters is a phrase of n-1 pairs.
A line's last character makes a pair with the line's end: no phrase runs over it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from portal.index.document_text import EVERY, SEPARATORS
from portal.index.places import UNDATED
from portal.search.clauses import Clauses, is_single, pairs

GIVES_IN_ORDER = True
TEXTS_STAND_APART = True  # from their listings, which stay when their texts change
PAIRS, CHARACTERS = "portal_pairs", "portal_characters"
FILLED = ("portal_listingbody", "portal_listingtext", "portal_listing")

# FTS5 splits at any ASCII character that is no letter or digit, so that these are
# written as characters of the private plane, of which a folded text has none but its marks.
_END = "\U000f2000"
_PLAIN = str.maketrans(
    {chr(code): chr(0xF2000 + code) for code in range(0x20, 0x7F) if not chr(code).isalnum()}
    | dict.fromkeys(SEPARATORS, _END)
)


def create(connection) -> None:
    with connection.cursor() as cursor:
        for table, detail in ((PAIRS, "full"), (CHARACTERS, "none")):
            cursor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                f"(tokens, content='', columnsize=0, detail={detail}, tokenize='ascii')"
            )


def drop(connection) -> None:
    with connection.cursor() as cursor:
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


@contextmanager
def rebuilding(connection) -> Iterator[None]:
    """Around the writing of all listings anew, from none."""
    with connection.cursor() as cursor:
        for table in FILLED:
            cursor.execute(f"DELETE FROM {table}")
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
        yield
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def write(connection, texts: Iterable[tuple[int, str]]) -> None:
    """(primary key, folded text) of listings that are new."""
    _insert(connection, "(rowid, tokens) VALUES (%s, %s)", texts)


def erase(connection, texts: Iterable[tuple[int, str]]) -> None:
    """A table without content has to be told what it holds of a text, to forget it."""
    _insert(connection, "({table}, rowid, tokens) VALUES ('delete', %s, %s)", texts)


def _insert(connection, values: str, texts: Iterable[tuple[int, str]]) -> None:
    # In the order of the keys: FTS5 writes what it has gathered whenever one is not after the last.
    texts = [(key, text.translate(_PLAIN)) for key, text in sorted(texts)]
    with connection.cursor() as cursor:
        for table, tokens in ((PAIRS, _pair_tokens), (CHARACTERS, _character_tokens)):
            cursor.executemany(
                f"INSERT INTO {table} " + values.format(table=table),
                [(key, tokens(text)) for key, text in texts],
            )


def _pair_tokens(text: str) -> str:
    return " ".join(pairs(text))


def _character_tokens(text: str) -> str:
    return " ".join(sorted(set(text) - {_END}))


def gone_astray(connection, texts: Iterable[str]) -> Iterator[str]:
    """A sentence for each table that does not hold just what `texts` are made of."""
    wanted: dict[str, Counter] = {PAIRS: Counter(), CHARACTERS: Counter()}
    for text in texts:
        plain = text.translate(_PLAIN)
        wanted[PAIRS].update(set(_pair_tokens(plain).split(" ")))
        wanted[CHARACTERS].update(_character_tokens(plain).split(" "))
    for table, tokens in wanted.items():
        if wrong := {*tokens.items()} ^ {*_stored(connection, table)}:
            some = ", ".join(sorted({token for token, _ in wrong})[:5])
            yield f"{table}: not as the listed texts are, in {len(wrong)} places such as {some}"


def _stored(connection, table: str) -> list[tuple[str, int]]:
    """Each token of a table, and in how many texts it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE temp.portal_tokens USING fts5vocab(main, {table}, row)"
        )
        try:
            cursor.execute("SELECT term, doc FROM temp.portal_tokens")
            return cursor.fetchall()
        finally:
            cursor.execute("DROP TABLE temp.portal_tokens")


def matching(clauses: Clauses) -> tuple[str, list]:
    return _holding(clauses, clauses.keys)


def condition(clauses: Clauses, *, narrowed: bool) -> tuple[str, list]:
    sql, params = matching(clauses)
    return f"portal_listing.id IN ({sql})", params


def first(clauses: Clauses, number: int, *, newest_first: bool) -> tuple[str, list]:
    """The first `number` of each band: the index gives its texts by their keys, without sorting."""
    order = "DESC" if newest_first else "ASC"
    parts, params = [], []
    for keys in clauses.ranges:
        # What has no date is in its own order, whichever way the others are.
        found, more = _holding(clauses, keys)
        by_key = "ASC" if keys[0] >= UNDATED else order
        parts.append(f"SELECT id FROM ({found} ORDER BY rowid {by_key} LIMIT %s)")
        params += [*more, number]
    return " UNION ALL ".join(parts), params


def _holding(clauses: Clauses, keys: tuple[int, int]) -> tuple[str, list]:
    in_pairs = _match(clauses, single=False)
    in_characters = _match(clauses, single=True)
    if in_pairs and in_characters:
        # The sign keeps FTS5 from looking each rowid up by itself.
        sql, params = _found(PAIRS, in_pairs, keys)
        others, more = _found(CHARACTERS, in_characters, keys)
        return f"{sql} AND +rowid IN ({others})", params + more
    if in_characters:
        return _found(CHARACTERS, in_characters, keys)
    return _found(PAIRS, in_pairs or _mark(EVERY, single=False), keys)


def _found(table: str, match: str, keys: tuple[int, int]) -> tuple[str, list]:
    sql = f"SELECT rowid AS id FROM {table} WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s"
    return sql, [match, *keys]


def _match(clauses: Clauses, *, single: bool) -> str:
    """The words for the table of characters, or for that of pairs; empty where it has none."""
    wanted = [_any(group, single) for group in clauses.all_of if is_single(group) == single]
    unwanted = [_any(group, single) for group in clauses.none_of if is_single(group) == single]
    # What is only left out is left out of all.
    match = " AND ".join(wanted) or (_mark(EVERY, single=single) if unwanted else "")
    return f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match


def _any(group: tuple[str, ...], single: bool) -> str:
    phrases = [
        _mark(text, single=single) if len(text) == 1 else _phrase(text.translate(_PLAIN))
        for text in group
    ]
    return f"({' OR '.join(phrases)})"


def _phrase(text: str) -> str:
    return f'"{" ".join(pairs(text))}"'


def _mark(character: str, *, single: bool) -> str:
    """A character alone: in the table of pairs, one that has a line to itself."""
    character = character.translate(_PLAIN)
    return f'"{character}"' if single else f'"{character}{_END}"'
