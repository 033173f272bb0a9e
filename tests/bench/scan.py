"""What holds a query, by reading every text from end to end: nothing of an index in here."""

from array import array
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from portal.search.query import Query, Word

TEXTS = "SELECT place, folded FROM bench_entries JOIN portal_documenttext ON document_id = document"
AT_ONCE = 2_000


def texts() -> Iterator[tuple[int, str]]:
    """(place in the order of dates, folded text) of all that stands on the timeline."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(TEXTS)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


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
