"""The order of relevance of matching documents.

First by where the words occur: title before name before wording; then by number of
occurrences; then by the position of the first one; then the newest first. Names of linked
records, as of bodies, count as names; they stand before the document's own.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least, NullIf, StrIndex

from portal.index.querysets import DocumentQuerySet
from portal.index.text_index.document_text import NAMES, WORDINGS
from portal.search.names import Linked, find, linking
from portal.search.query import Query, Word

_TEXT = "text__folded"
_NOWHERE = 1_000_000_000  # no position
_MOST = 100_000  # occurrences
_FUNCTIONS = {
    "sqlite": {"position": "instr", "char": "char", "least": "min"},
    "postgresql": {"position": "strpos", "char": "chr", "least": "least"},
}
# Each step computes only for the hits that may be on the page according to the step before. `hits`
# has the positions where names and wordings begin, and of the first occurrence of each word.
_PAGE = """
WITH {asked},
hits (id, start, names, wordings, {columns}) AS MATERIALIZED ({hits}),
placed AS (SELECT hit.*, {place} AS place FROM hits AS hit),
ranked AS MATERIALIZED (
    SELECT hit.*, place * {most} - ({number}) AS rank
    FROM placed AS hit JOIN portal_documenttext AS own ON own.document_id = hit.id
    WHERE place <= (
        SELECT max(place) FROM (SELECT place FROM placed ORDER BY place LIMIT %s) AS best
    )
)
SELECT type, record
FROM ranked AS hit JOIN portal_documenttext AS own ON own.document_id = hit.id
JOIN portal_document AS document ON document.id = hit.id
WHERE rank <= (SELECT max(rank) FROM (SELECT rank FROM ranked ORDER BY rank LIMIT %s) AS best)
ORDER BY rank, {first}, hit.start DESC NULLS LAST, "end" DESC, record DESC, type DESC
LIMIT %s OFFSET %s"""
# In the printed texts, not counting corrected ones.
_NUMBER = """({position}(own.folded, {char}(28)) - length(replace(
    substr(own.folded, 1, {position}(own.folded, {char}(28))), {text}, ''
))) / length({text})"""
# Each name of a hit's linked records, in their order; `is_own` where it is also among the
# document's own names, `is_alone` where the document has no own names.
_LINKED_NAMES = """
SELECT name.folded,
    MIN(link.position * 1000 + name.position) AS place,
    {position}(
        {char}(10) || substr(own.folded, hit.names + 1, hit.wordings - hit.names - 1) || {char}(10),
        {char}(10) || name.folded || {char}(10)
    ) > 0 AS is_own,
    hit.wordings = hit.names + 1 AS is_alone
FROM portal_documentlink AS link
JOIN portal_linkedname AS name ON name.dimension = link.dimension AND name.value = link.value
WHERE link.document_id = hit.id
    AND (since IS NULL OR hit.start IS NULL OR hit.start >= since)
    AND (until IS NULL OR hit.start < until)
GROUP BY name.folded"""
_NUMBER_IN_NAMES = """COALESCE((
    SELECT SUM((length(folded) - length(replace(folded, {text}, ''))) / length({text}))
    FROM ({names}) AS named WHERE NOT is_own
), 0)"""
# The first occurrence in the document's own text, behind the names of linked records.
_FIRST = """CASE WHEN {at} < names OR {at} = {nowhere} THEN {at} ELSE {at} + COALESCE((
    SELECT SUM(length(folded) + 1) - MAX(CASE WHEN is_alone THEN 1 ELSE 0 END)
    FROM ({names}) AS named WHERE NOT is_own
), 0) END"""
_FIRST_IN_NAMES = """hit.names + COALESCE((
    SELECT MIN(before + {position}(folded, {text})) FROM (
        SELECT folded, SUM(length(folded) + 1) OVER (ORDER BY place) - length(folded) - 1 AS before
        FROM ({names}) AS named
    ) AS placed WHERE {position}(folded, {text}) > 0
), {nowhere})"""


def page(found: DocumentQuerySet, query: Query, page: slice) -> list[tuple[str, int]]:
    """(type, record) of the hits on one page; `found` are all hits, in any order."""
    if not query.words:
        newest = found.order_by(F("start").desc(nulls_last=True), "-end", "-record", "-type")
        return list(newest.values_list("type", "record")[page])
    linked = find(query)
    words = [_Word(at, word, linked[word]) for at, word in enumerate(query.words)]
    positions = [StrIndex(F(_TEXT), Value(separator)) for separator in (NAMES, WORDINGS)]
    columns = ("pk", "start", *positions, *map(_position, query.words))
    hits, hit_params = found.values_list(*columns).query.sql_with_params()
    tables = [table for word in words for table in word.tables]
    sql = _PAGE.format(
        asked=", ".join(f"{name} AS ({asked})" for name, asked, _ in tables),
        hits=hits,
        columns=", ".join(word.at for word in words),
        place=" + ".join(word.place for word in words),
        number=" + ".join(word.number for word in words),
        first=_least([word.first for word in words]),
        most=_MOST,
    )
    params = [param for *_, params in tables for param in params]
    ends = [page.stop, page.stop, page.stop - page.start, page.start]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *hit_params, *ends])
        return cursor.fetchall()


class _Word:
    """SQL about one word; `at` is its column among the hits."""

    def __init__(self, number: int, word: Word, linked: Sequence[Linked]):
        self.at = f"at_{number}"
        texts = [(f"text_{number}_{one}", text) for one, text in enumerate(word.spellings)]
        self.tables = [(f"{name} (text)", "SELECT %s", [text]) for name, text in texts]
        self.texts = [f"(SELECT text FROM {name})" for name, _ in texts]
        self.named = ""  # condition that it is in the name of a linked record
        if linked:
            self.tables.append((f"named_{number} (id)", *linking(linked)))
            self.named = f"hit.id IN (SELECT id FROM named_{number})"

    @property
    def place(self) -> str:
        """0 in a title, 1 in a name, 2 in a wording."""
        in_name = f"{self.at} < wordings" + (f" OR {self.named}" if self.named else "")
        return f"CASE WHEN {self.at} < names THEN 0 WHEN {in_name} THEN 1 ELSE 2 END"

    @property
    def number(self) -> str:
        """The number of occurrences."""
        numbers = [_NUMBER, _NUMBER_IN_NAMES] if self.named else [_NUMBER]
        return " + ".join(_sql(sql, text=text) for sql in numbers for text in self.texts)

    @property
    def first(self) -> str:
        """The first occurrence in the text as if the names of linked records stood in it."""
        own = _sql(_FIRST, at=self.at)
        if not self.named:
            return own
        in_names = _least([_sql(_FIRST_IN_NAMES, text=text) for text in self.texts])
        return _least([own, f"CASE WHEN {self.named} THEN {in_names} ELSE {_NOWHERE} END"])


def _position(word: Word) -> Combinable:
    """The position of the first occurrence of any spelling, _NOWHERE if there is none."""
    found = [
        Coalesce(NullIf(StrIndex(F(_TEXT), Value(text)), Value(0)), Value(_NOWHERE))
        for text in word.spellings
    ]
    return Least(*found) if len(found) > 1 else found[0]


def _sql(sql: str, **values: str) -> str:
    functions = _FUNCTIONS[connection.vendor]
    names = _LINKED_NAMES.format(**functions)
    return sql.format(names=names, nowhere=_NOWHERE, **functions, **values)


def _least(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else _sql("{least}") + f"({', '.join(parts)})"
