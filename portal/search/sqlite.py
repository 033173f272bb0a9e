"""Queries of SQLite's text index (`portal.index.text_index.sqlite`)."""

from datetime import date

from portal.index.text_index import marks
from portal.index.text_index.document_text import pairs
from portal.index.text_index.sqlite import BITS, CHARACTERS, KEYS, PAIRS, PLAIN, mark_token, row_id
from portal.search import names
from portal.search.clauses import Clauses, Group

GIVES_IN_ORDER = True
_DATED = 1 << BITS  # the first row id with a day
_LAST_DAY = 1 << 23
MOST_LINKS = 300  # more are looked up in their table: FTS5 tests each for each document


def matching(clauses: Clauses) -> tuple[str, list]:
    sql, params = _rows(clauses)
    return f"SELECT rowid & {KEYS} AS id FROM ({sql})", params


def condition(
    clauses: Clauses, *, narrowed: bool, days: tuple[date, date] | None
) -> tuple[str, list]:
    rows, params = _rows(clauses)
    if days:
        rows += f" AND {_beyond(days[0], newest_first=False)} AND {_beyond(days[1])}"
    return f"portal_document.id IN (SELECT rowid & {KEYS} FROM ({rows}))", params


def _beyond(day: date, *, newest_first: bool = True) -> str:
    """Condition for the rows of a day and those after it in the order."""
    row = row_id(0, day)
    return f"rowid <= {row | KEYS}" if newest_first else f"rowid >= {row}"


def page(
    clauses: Clauses, page: slice, order: str, *, day: date | None, newest_first: bool, few: bool
) -> tuple[str, list]:
    """Row ids are in order of days, so only the documents of the page's days are sorted."""
    rows, params = _rows(clauses)
    if day:
        rows += f" AND {_beyond(day, newest_first=newest_first)}"
    if not few:
        rows, params = _first(rows, params, page.stop, newest_first)
    # A number that grows along the list; undated documents come last in both orders.
    nth_day = f"-(rowid >> {BITS})"
    if not newest_first:
        nth_day = f"((rowid >> {BITS}) + {_LAST_DAY - 1}) % {_LAST_DAY}"
    nth = "SELECT day FROM found ORDER BY day LIMIT 1 OFFSET %s"
    sql = (
        f"WITH found(key, day) AS MATERIALIZED (SELECT rowid & {KEYS}, {nth_day} FROM ({rows})),"
        f" days(first, last) AS (SELECT ({nth}), COALESCE(({nth}), {_LAST_DAY}))"
        " SELECT type, record FROM days, found JOIN portal_document ON id = key"
        f" WHERE day BETWEEN first AND last ORDER BY {order}"
        " LIMIT %s OFFSET %s - (SELECT count(*) FROM found, days WHERE day < first)"
    )
    return sql, [*params, page.start, page.stop - 1, page.stop - page.start, page.start]


def _first(rows: str, params: list, number: int, newest_first: bool) -> tuple[str, list]:
    """The first `number` rows and all others of the last one's day."""
    nth = f"SELECT rowid FROM ({rows} AND rowid >= {_DATED} ORDER BY rowid {{}} LIMIT 1 OFFSET %s)"
    if newest_first:
        sql = f"{rows} AND rowid >= COALESCE(({nth.format('DESC')}) >> {BITS} << {BITS}, 0)"
    else:
        sql = f"{rows} AND rowid <= COALESCE(({nth.format('ASC')}) | {KEYS}, {_LAST_DAY << BITS})"
    return sql, [*params, *params, number - 1]


def _rows(clauses: Clauses) -> tuple[str, list]:
    """(SQL, parameters) for the row ids of hits, to which a condition can be appended."""
    simple = Clauses(
        clauses.scope,
        [group for group in clauses.all_of if _is_simple(group)],
        [group for group in clauses.none_of if _is_simple(group)],
    )
    sql, params = _rows_of_simple(simple)
    for groups, compare in ((clauses.all_of, "IN"), (clauses.none_of, "NOT IN")):
        for group in groups:
            if not _is_simple(group):
                found, more = _keys(group)
                sql += f" AND rowid & {KEYS} {compare} ({found})"
                params = params + more
    return sql, params


def _is_simple(group: Group) -> bool:
    """Whether the text index alone can answer, i.e. without dated names and many links."""
    dated = any(one.is_dated for one in group.links)
    return not dated and len(group.links) <= MOST_LINKS


def _keys(group: Group) -> tuple[str, list]:
    """(SQL, parameters) for the keys of documents that match a group."""
    match = _any(Group(group.texts, group.marks))
    sql, params = _found(CHARACTERS if group.is_single else PAIRS, match)
    links, more = names.linking(group.links)
    return f"SELECT rowid & {KEYS} FROM ({sql}) UNION ALL {links}", params + more


def _rows_of_simple(clauses: Clauses) -> tuple[str, list]:
    in_pairs = _match(clauses, single=False)
    in_characters = _match(clauses, single=True)
    if in_pairs and in_characters:
        # The plus sign keeps FTS5 from looking up each rowid separately.
        sql, params = _found(PAIRS, _on(clauses.scope, in_pairs))
        others, more = _found(CHARACTERS, in_characters)
        return f"{sql} AND +rowid IN ({others})", params + more
    if in_characters:
        return _found(CHARACTERS, _on(clauses.scope, in_characters))
    return _found(PAIRS, _on(clauses.scope, in_pairs or _quoted(mark_token(marks.EVERY))))


def _found(table: str, match: str) -> tuple[str, list]:
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [match]


def _on(scope: str, match: str) -> str:
    """The MATCH expression, restricted to a list."""
    has, has_not = marks.on(scope)
    if has != marks.EVERY:
        match = f"({match}) AND {_quoted(mark_token(has))}"
    return f"({match}) NOT {_quoted(mark_token(has_not))}" if has_not else match


def _match(clauses: Clauses, *, single: bool) -> str:
    """The MATCH expression for the table of characters (`single`) or of pairs; "" if empty."""
    wanted = [_any(group) for group in clauses.all_of if group.is_single == single]
    unwanted = [_any(group) for group in clauses.none_of if group.is_single == single]
    # A query with exclusions only excludes from all documents.
    match = " AND ".join(wanted) or (_quoted(mark_token(marks.EVERY)) if unwanted else "")
    return f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match


def _any(group: Group) -> str:
    phrases = [_phrase(text.translate(PLAIN)) for text in group.texts]
    links = (marks.of_link(one.dimension, one.value) for one in group.links)
    tokens = (_quoted(mark_token(mark)) for mark in (*group.marks, *links))
    return f"({' OR '.join([*phrases, *tokens])})"


def _phrase(text: str) -> str:
    return _quoted(" ".join(pairs(text)) or text)


def _quoted(tokens: str) -> str:
    return f'"{tokens}"'
