"""What holds a query, by reading every text from end to end: nothing of an index in here."""

from array import array
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from portal.index.text_index.document_text import LINE
from portal.search.query import Query, Word

TEXTS = (
    "SELECT place, portal_document.id, start, folded FROM bench_entries"
    " JOIN portal_document ON portal_document.id = document"
    " JOIN portal_documenttext ON document_id = document ORDER BY place"
)
NAMED = (
    "SELECT document_id, since, until, folded FROM portal_documentlink"
    " JOIN portal_linkedname USING (dimension, value)"
)
AT_ONCE = 2_000


def texts() -> Iterator[tuple[int, str]]:
    """(place in the order of dates, folded text with names) of all that is on the timeline."""
    names: dict[int, list[tuple]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        for document, *name in cursor.fetchall():
            names.setdefault(document, []).append(tuple(name))
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(TEXTS)
        while rows := cursor.fetchmany(AT_ONCE):
            for place, document, start, text in rows:
                yield place, LINE.join([text, *_valid(names.get(document, ()), str(start))])


def _valid(names: Iterable[tuple], start: str) -> Iterator[str]:
    for since, until, folded in names:
        if (since is None or str(since) <= start) and (until is None or start < str(until)):
            yield folded


def scan(queries: Iterable[Query]) -> dict[Query, array]:
    """For each query, the places of what holds it, in order."""
    found = {query: array("q") for query in queries}
    for place, text in texts():
        for query, places in found.items():
            if _holds(text, query):
                places.append(place)
    return {query: array("q", sorted(places)) for query, places in found.items()}


def _holds(text: str, query: Query) -> bool:
    return all(_stands(word, text) for word in query.words) and not any(
        _stands(word, text) for word in query.without
    )


def _stands(word: Word, text: str) -> bool:
    return any(spelling in text for spelling in word.spellings)
