"""Finds the linked records, such as bodies, whose names contain a word of the query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portal.index.querysets import contains
from portal.models import LinkedName
from portal.search.query import Query, Word


@dataclass(frozen=True)
class Linked:
    """A record whose name contains a word; valid for documents that begin within these dates."""

    dimension: str
    value: int
    since: date | None = None
    until: date | None = None

    @property
    def is_dated(self) -> bool:
        return bool(self.since or self.until)


def find(query: Query) -> dict[Word, tuple[Linked, ...]]:
    """The records in whose names each word of the query stands."""
    if query and "linked" not in query.__dict__:
        prepare([query])
    return query.__dict__.get("linked", {})


def prepare(queries: Iterable[Query]) -> None:
    """Find the names for several queries; one query of the database, since there are few names.

    A query remembers them, because it is asked several times while one request is answered.
    """
    queries, asked = list(queries), Q(pk__in=[])
    for query in queries:
        for word in (*query.words, *query.without):
            for spelling in word.spellings:
                asked |= contains("folded", spelling)
    names = LinkedName.objects.filter(asked).order_by("dimension", "value", "pk")
    rows = list(names.values_list("folded", "dimension", "value", "since", "until"))
    for query in queries:
        words = (*query.words, *query.without)
        query.__dict__["linked"] = {word: _linked(word, rows) for word in words}


def _linked(word: Word, rows: list[tuple]) -> tuple[Linked, ...]:
    found = (
        Linked(*linked)
        for folded, *linked in rows
        if any(spelling in folded for spelling in word.spellings)
    )
    return tuple(dict.fromkeys(found))


def linking(linked: Sequence[Linked]) -> tuple[str, list]:
    """(SQL, parameters) for the keys of documents that link to any of these."""
    conditions, params = [], []
    for one in linked:
        condition = "link.dimension = %s AND link.value = %s"
        params += [one.dimension, one.value]
        # Undated documents match current names.
        if one.since:
            condition += " AND (linking.start >= %s OR linking.start IS NULL)"
            params.append(one.since)
        if one.until:
            condition += " AND linking.start < %s"
            params.append(one.until)
        conditions.append(f"({condition})")
    sql = "SELECT link.document_id FROM portal_documentlink AS link"
    if any(one.is_dated for one in linked):
        sql += " JOIN portal_document AS linking ON linking.id = link.document_id"
    return f"{sql} WHERE {' OR '.join(conditions)}", params
