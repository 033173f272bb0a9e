"""Queries of PostgreSQL's text index (`portal.index.text_index.postgresql`).

GIN has no positions, so a longer word is looked for in the texts that contain all its pairs.
Reading the folded text is faster than reading a tsvector, which need not be stored then. Words
of one or two characters need no reading.
"""

from dataclasses import replace
from datetime import date

from portal.index.text_index import marks
from portal.index.text_index.document_text import pairs
from portal.index.text_index.postgresql import DOCUMENTS, GRAMS, TEXTS
from portal.search import names
from portal.search.clauses import Clauses, Group

GIVES_IN_ORDER = False
MANY_LINKS = 5


def matching(clauses: Clauses) -> tuple[str, list]:
    sql, params = _condition(clauses)
    return f"SELECT id FROM {DOCUMENTS} WHERE {sql}", params


def condition(
    clauses: Clauses, *, narrowed: bool, days: tuple[date, date] | None
) -> tuple[str, list]:
    """The documents' own dates are looked at as quickly by other conditions."""
    if not narrowed:
        return _condition(clauses)
    # A separate first step, because otherwise the planner computes the grams of each text
    # that the other conditions leave, a millisecond each.
    sql, params = matching(clauses)
    return f"{DOCUMENTS}.id IN ({sql} OFFSET 0)", params


def page(
    clauses: Clauses, page: slice, order: str, *, day: date | None, newest_first: bool, few: bool
) -> tuple[str, list]:
    sql, params = _condition(clauses)
    if day:
        sql, params = f"{sql} AND start {'<=' if newest_first else '>='} %s", [*params, day]
    sql = f"SELECT type, record FROM {DOCUMENTS} WHERE {sql} ORDER BY {order} LIMIT %s OFFSET %s"
    return sql, [*params, page.stop - page.start, page.start]


def _condition(clauses: Clauses) -> tuple[str, list]:
    conditions, params = [], []
    if clauses.all_of:
        # GIN finds documents without a gram only among those with another one.
        without = [f"!{_any(group)}" for group in clauses.none_of if not _is_read(group)]
        has, has_not = marks.on(clauses.scope)
        of_list = [_quoted(has)] if has != marks.EVERY else []
        without += [f"!{_quoted(has_not)}"] if has_not else []
        wanted = [[*map(_any, groups), *of_list, *without] for groups in _split(clauses.all_of)]
        found = [f"{GRAMS}({DOCUMENTS}.id) @@ %s::tsquery"] * len(wanted)
        conditions.append(f"({' OR '.join(found)})")
        params += map(" & ".join, wanted)
    elif clauses.scope:
        conditions.append(f"strpos({DOCUMENTS}.lists, %s) > 0")
        params.append(f" {clauses.scope} ")
    for group in clauses.all_of:
        if _is_read(group):
            sql, more = _has(group)
            conditions.append(sql)
            params += more
    for group in clauses.none_of:
        if _is_read(group) or not clauses.all_of:
            sql, more = _has(group)
            conditions.append(f"NOT {sql}")
            params += more
    return " AND ".join(conditions) or "true", params


def _split(groups: list[Group]) -> list[list[Group]]:
    """The groups; if one has many links, once with its texts and once with its links.

    GIN tests all links for each document that contains a text of their group.
    """
    for place, group in enumerate(groups):
        if len(group.links) > MANY_LINKS and (group.texts or group.marks):
            halves = replace(group, links=()), Group((), links=group.links)
            return [[*groups[:place], half, *groups[place + 1 :]] for half in halves]
    return [groups]


def _is_read(group: Group) -> bool:
    """Whether texts must be read: for longer words, whose grams may be apart, and dated names."""
    dated = any(one.is_dated for one in group.links)
    return dated or any(len(text) > 2 for text in group.texts)


def _has(group: Group) -> tuple[str, list]:
    """(SQL, parameters): condition that a document matches a group by its links or its text."""
    stands = [*["strpos(folded, %s) > 0"] * len(group.texts)]
    stands += ["strpos(marks, %s) > 0"] * len(group.marks)
    sql = f"(SELECT {' OR '.join(stands)} FROM {TEXTS} WHERE document_id = {DOCUMENTS}.id)"
    params = [*group.texts, *(f" {mark} " for mark in group.marks)]
    if group.links:
        links, more = names.linking(group.links)
        sql, params = f"({DOCUMENTS}.id IN ({links}) OR {sql})", more + params
    return sql, params


def _any(group: Group) -> str:
    links = (marks.of_link(one.dimension, one.value) for one in group.links)
    whole = map(_quoted, dict.fromkeys((*group.marks, *links)))
    return "(" + " | ".join([*map(_all_grams, group.texts), *whole]) + ")"


def _all_grams(text: str) -> str:
    grams = pairs(text) or [text]
    return "(" + " & ".join(_quoted(gram) for gram in dict.fromkeys(grams)) + ")"


def _quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"
