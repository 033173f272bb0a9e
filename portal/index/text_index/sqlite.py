"""SQLite's text index: two contentless FTS5 tables, of character pairs and of characters.

Pairs are indexed with positions, so that a word of n characters is a phrase of n-1 pairs. A
line's last character forms a pair with the line end, so that no phrase extends over it. Marks
(`portal.index.text_index.marks`) are tokens of both tables.

A row id consists of the document's first day and its key, so that the newest documents are
found without sorting.

    day (0 without a date) ‖ key of the document
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import islice

from portal.index.text_index.document_text import SEPARATORS, pairs
from portal.models import Document, DocumentText

PAIRS, CHARACTERS = "portal_pairs", "portal_characters"
FILLED = ("portal_documentlink", "portal_documenttext", "portal_document")
BITS = 24  # of a row id, for the document's key
KEYS = (1 << BITS) - 1
AT_ONCE = 500
# Bytes of new tokens that FTS5 collects in memory. Each time it writes them as a segment, which is
# merged with others later, so that with its usual megabyte many texts take twice as long.
COLLECTED = 64 << 20
CACHE = 256 << 10  # kilobytes of the file; a transaction that changes more writes pages twice
LARGE = 0.25  # of the documents: so many new ones are worth the merging of all segments

# FTS5 splits at ASCII characters other than letters and digits, so these are replaced by
# characters of the private plane, which folded texts do not contain.
END = "\U000f2000"
_MARK = "\U000f3000"  # before a mark, so that it is no pair
PLAIN = str.maketrans(
    {chr(code): chr(0xF2000 + code) for code in range(0x20, 0x7F) if not chr(code).isalnum()}
    | dict.fromkeys(SEPARATORS, END)
)
_REPLACED = re.compile(f"[{re.escape(''.join(map(chr, PLAIN)))}]")

# (document's key, its first day, folded text, marks)
Text = tuple[int, date | None, str, str]


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
def rebuilding(
    connection, progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[None]:
    """Around a rebuild of all documents; the texts are indexed at the end."""
    with connection.cursor() as cursor:
        for table in FILLED:
            cursor.execute(f"DELETE FROM {table}")
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
        _expect_many(cursor)
        yield
        _index_all(connection, progress)
        optimize(cursor)


@contextmanager
def filled_later(connection) -> Iterator[None]:
    """Around many writes, each of which is complete by itself; the tables are tidied at the end."""
    before = Document.objects.count()
    with connection.cursor() as cursor:
        _expect_many(cursor)
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        yield
        now = Document.objects.count()
        if now - before > LARGE * now:
            optimize(cursor)


def complete(connection) -> None:
    """Its tables are never missing."""


def _expect_many(cursor) -> None:
    for table in (PAIRS, CHARACTERS):
        cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('hashsize', {COLLECTED})")


def optimize(cursor) -> None:
    for table in (PAIRS, CHARACTERS):
        cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def _index_all(connection, progress: Callable[[int, int], None]) -> None:
    # In the order of row ids, because FTS5 flushes its buffer if one is not after the last.
    texts = DocumentText.objects.order_by("document__start", "pk")
    rows = texts.values_list("pk", "document__start", "folded", "marks").iterator()
    done, total = 0, texts.count()
    while some := list(islice(rows, AT_ONCE)):
        write(connection, some)
        done += len(some)
        progress(done, total)


def row_id(key: int, day: date | None) -> int:
    if key > KEYS:
        raise OverflowError(f"{key} is past the last key: rebuild_search makes room.")
    return (day.toordinal() << BITS if day else 0) + key


def write(connection, texts: Iterable[Text]) -> None:
    """Index the texts of documents that are not in the index."""
    _insert(connection, "(rowid, tokens) VALUES (%s, %s)", texts)


def erase(connection, texts: Iterable[Text]) -> None:
    """Remove texts; a contentless table needs the indexed tokens for that."""
    _insert(connection, "({table}, rowid, tokens) VALUES ('delete', %s, %s)", texts)


def _insert(connection, values: str, texts: Iterable[Text]) -> None:
    rows = sorted((row_id(key, day), folded, marks) for key, day, folded, marks in texts)
    with connection.cursor() as cursor:
        for table, tokens in ((PAIRS, _pair_tokens), (CHARACTERS, _character_tokens)):
            cursor.executemany(
                f"INSERT INTO {table} " + values.format(table=table),
                [
                    (row, f"{tokens(folded)} {' '.join(map(mark_token, marks.split()))}")
                    for row, folded, marks in rows
                ],
            )


def _pair_tokens(folded: str) -> str:
    return " ".join(pairs(_plain(folded)))


def _character_tokens(folded: str) -> str:
    return " ".join(set(_plain(folded)) - {END})


def _plain(folded: str) -> str:
    """As `folded.translate(PLAIN)`, which is slower because it looks up each character."""
    return _REPLACED.sub(lambda found: PLAIN[ord(found[0])], folded)


@lru_cache(10_000)  # of which most documents share theirs
def mark_token(mark: str) -> str:
    return _MARK + mark.translate(PLAIN)


def tidy(connection) -> None:
    """FTS5 merges its own parts while it writes."""


def inconsistencies(connection, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each table that does not contain exactly the tokens of (folded, marks)."""
    wanted: dict[str, Counter] = {PAIRS: Counter(), CHARACTERS: Counter()}
    for folded, marks in texts:
        of_marks = {*map(mark_token, marks.split())}
        for table, tokens in ((PAIRS, _pair_tokens), (CHARACTERS, _character_tokens)):
            wanted[table].update({*tokens(folded).split(" "), *of_marks} - {""})
    for table, tokens in wanted.items():
        if wrong := {*tokens.items()} ^ {*_stored(connection, table)}:
            some = ", ".join(sorted({token for token, _ in wrong})[:5])
            yield f"{table}: not as the indexed texts are, in {len(wrong)} places such as {some}"


def _stored(connection, table: str) -> list[tuple[str, int]]:
    """(token, number of texts that contain it) of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE temp.portal_tokens USING fts5vocab(main, {table}, row)"
        )
        try:
            cursor.execute("SELECT term, doc FROM temp.portal_tokens")
            return cursor.fetchall()
        finally:
            cursor.execute("DROP TABLE temp.portal_tokens")
