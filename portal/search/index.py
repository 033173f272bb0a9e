"""Finds the documents that match a query in the text index.

There is a back end for each database (`sqlite`, `postgresql`). Both are exact: they find what a
scan of the folded texts would find.
"""

from collections.abc import Iterable
from datetime import date
from types import ModuleType

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from portal.index.querysets import DocumentQuerySet, contains, documents
from portal.index.text_index import marks
from portal.search import names, postgresql, sqlite
from portal.search.clauses import Clauses, Group
from portal.search.query import Query, Word

# Up to this factor × page.stop hits, all hits are sorted to cut a page.
FEW = 2
TEXT, MARKS = "text__folded", "text__marks"
# Undated documents come last, in their own order.
_NEWEST_FIRST = 'start IS NULL, start DESC, "end" DESC, {undated}, record DESC, type DESC'
_OLDEST_FIRST = 'start IS NULL, start, "end", {undated}, record, type'
_UNDATED = "CASE WHEN start IS NULL THEN type END, CASE WHEN start IS NULL THEN record END"


def matching(
    query: Query,
    scope: str,
    *,
    groups: Iterable[Group] = (),
    narrowed: bool = False,
    days: tuple[date, date] | None = None,
) -> DocumentQuerySet:
    """The documents on a list that match the query and all groups, and begin between two days.

    `narrowed`: other conditions will follow.
    """
    clauses = _clauses(query, scope, groups)
    sql, params = _back_end().condition(clauses, narrowed=narrowed, days=days)
    return documents().filter(RawSQL(sql, params, BooleanField()))  # noqa: S611 - our own SQL


def matching_by_reading(query: Query, scope: str) -> DocumentQuerySet:
    """Like `matching`, but scans the texts, which is faster if most of them match."""
    clauses, wanted = _clauses(query, scope), Q()
    for group in clauses.all_of:
        wanted &= _any(group)
    for group in clauses.none_of:
        wanted &= ~_any(group)
    return documents().on(scope).filter(wanted)


def keys_matching(query: Query, scope: str, groups: Iterable[Group] = ()) -> tuple[str, list]:
    """(SQL, parameters) for the primary keys of the documents on a list that match."""
    return _back_end().matching(_clauses(query, scope, groups))


def count(query: Query, scope: str = "", groups: Iterable[Group] = ()) -> int:
    sql, params = _back_end().matching(_clauses(query, scope, groups))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", params)
        return cursor.fetchone()[0]


def gives_in_order() -> bool:
    """Whether the back end finds the newest hits without finding all hits."""
    return _back_end().GIVES_IN_ORDER


def page(
    query: Query,
    scope: str,
    page: slice,
    total: int,
    *,
    groups: Iterable[Group] = (),
    day: date | None = None,
    newest_first: bool,
) -> list[tuple[str, int]]:
    """(type, record) of the hits on one page; `total` is the number of all hits.

    With `day` the hits before it in the order are left out, and the page is one of dated hits.
    """
    order = (_NEWEST_FIRST if newest_first else _OLDEST_FIRST).format(undated=_UNDATED)
    sql, params = _back_end().page(
        _clauses(query, scope, groups),
        page,
        order,
        day=day,
        newest_first=newest_first,
        few=total <= FEW * page.stop,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _back_end() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _clauses(query: Query, scope: str, more: Iterable[Group] = ()) -> Clauses:
    linked = names.find(query)

    def groups(words: Iterable[Word]) -> list[Group]:
        """A group for each word; a date matches its spellings and all documents that overlap it."""
        return [Group(word.spellings, _marks(word), linked[word]) for word in words]

    return Clauses(scope, [*groups(query.words), *more], groups(query.without))


def _marks(word: Word) -> tuple[str, ...]:
    """What documents are found by that the word dates or numbers, however it is spelt there."""
    dated = marks.asked_by(word.date) if word.date else ()
    return (*dated, marks.of_number(word.number)) if word.number else dated


def _any(group: Group) -> Q:
    wanted = Q()
    for text in group.texts:
        wanted |= contains(TEXT, text)
    for mark in group.marks:
        wanted |= contains(MARKS, f" {mark} ")
    if group.links:
        sql, params = names.linking(group.links)
        wanted |= Q(pk__in=RawSQL(sql, params))  # noqa: S611 - our own SQL
    return wanted
