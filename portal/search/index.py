"""The text index: which listed texts hold the words of a query.

One interface, a back end for each database (`sqlite`, `postgresql`). Both are exact: what
they find is what a scan of the folded texts would find. Both index each character and
each pair of neighbouring characters; a longer word is a run of pairs.
"""

from collections.abc import Iterable
from types import ModuleType

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from portal.index.date_marks import sought
from portal.index.places import PLACE, UNDATED, ranges
from portal.search import postgresql, sqlite
from portal.search.clauses import Clauses
from portal.search.query import Query, Word

# Up to how many times as many hits as a page ends at all are taken, to cut the page from.
FEW = 30


def back_end(vendor: str = "") -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor or connection.vendor]


def matching(query: Query, scope: str = "") -> tuple[str, list]:
    """SQL and its parameters: the primary keys of the listings on a list that hold `query`."""
    return back_end().matching(_clauses(query, scope))


def condition(query: Query, scope: str = "", *, narrowed: bool = False) -> tuple[str, list]:
    """The same as a condition on portal_listing; `narrowed` says that others follow."""
    return back_end().condition(_clauses(query, scope), narrowed=narrowed)


def count(query: Query, scope: str = "") -> int:
    sql, params = matching(query, scope)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", params)
        return cursor.fetchone()[0]


def gives_in_order() -> bool:
    """Whether the newest are found without finding all."""
    return back_end().GIVES_IN_ORDER


def page(
    query: Query, scope: str, page: slice, total: int, *, newest_first: bool
) -> list[tuple[str, int]]:
    """Type and record of what stands on one page of the `total` that hold `query`.

    What has no date comes last, in its own order.
    """
    clauses = _clauses(query, scope)
    if gives_in_order() and total > FEW * page.stop:
        sql, params = back_end().first(clauses, page.stop, newest_first=newest_first)
    else:
        sql, params = back_end().matching(clauses)
    turned = "-" if newest_first else ""
    order = f"CASE WHEN id < {UNDATED} THEN {turned}(id & {PLACE}) ELSE id END"
    sql = (
        "SELECT type, record FROM"
        f" (SELECT id FROM ({sql}) AS found ORDER BY {order} LIMIT %s OFFSET %s) AS cut"
        f" JOIN portal_listing USING (id) ORDER BY {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, page.stop - page.start, page.start])
        return cursor.fetchall()


def held_in(query: Query, path: str) -> Q:
    """The same condition, answered by reading the folded text at `path` from end to end."""
    wanted = Q()
    for word in query.words:
        wanted &= _held(spellings(word), path)
    for word in query.without:
        wanted &= ~_held(spellings(word), path)
    return wanted


def spellings(word: Word) -> tuple[str, ...]:
    """What of a folded text answers to `word`: any spelling, or a date that overlaps its own."""
    return (*word.spellings, *sought(word.date)) if word.date else word.spellings


def _held(any_of: Iterable[str], path: str) -> Q:
    wanted = Q()
    for text in any_of:
        wanted |= Q(GreaterThan(StrIndex(F(path), Value(text)), 0))
    return wanted


def _clauses(query: Query, scope: str) -> Clauses:
    return Clauses(
        [*ranges(scope)],
        [spellings(word) for word in query.words],
        [spellings(word) for word in query.without],
    )
