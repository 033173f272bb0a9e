"""The order of relevance of matching documents.

First by where the words occur: title before name before wording; then by number of
occurrences; then by the position of the first one. Names of linked records, as of bodies, count
as names; they stand before the document's own.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add, and_

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce, Least, Length, NullIf, Replace, StrIndex, Substr
from django.db.models.lookups import LessThan

from portal.index.document_text import NAMES, READINGS, WORDINGS
from portal.search.names import Linked, linking
from portal.search.query import Query, Word

_NOWHERE = 2**31 - 1
# Each name of a document's linked records, in their order; `is_own` where it is also among the
# document's own names, `is_alone` where the document has no own names.
_LINKED_NAMES = """
SELECT name.folded,
    MIN(link.position * 1000 + name.position) AS place,
    {position}(
        {char}(10) || substr(
            own.folded,
            {position}(own.folded, {char}(12)) + 1,
            {position}(own.folded, {char}(11)) - {position}(own.folded, {char}(12)) - 1
        ) || {char}(10),
        {char}(10) || name.folded || {char}(10)
    ) > 0 AS is_own,
    {position}(own.folded, {char}(11)) = {position}(own.folded, {char}(12)) + 1 AS is_alone
FROM portal_documentlink AS link
JOIN portal_linkedname AS name ON name.dimension = link.dimension AND name.value = link.value
JOIN portal_documenttext AS own ON own.document_id = link.document_id
WHERE link.document_id = portal_document.id
    AND (since IS NULL OR portal_document.start IS NULL OR portal_document.start >= since)
    AND (until IS NULL OR portal_document.start < until)
GROUP BY name.folded, own.folded"""
_NUMBER = "SELECT SUM({each}) FROM ({names}) AS named WHERE NOT is_own"
_LENGTH = """
SELECT SUM(length(folded) + 1) - MAX(CASE WHEN is_alone THEN 1 ELSE 0 END)
FROM ({names}) AS named WHERE NOT is_own"""
_POSITION = """
SELECT MIN(before + {position}(folded, %s)) FROM (
    SELECT folded, SUM(length(folded) + 1) OVER (ORDER BY place) - length(folded) - 1 AS before
    FROM ({names}) AS named
) AS placed WHERE {position}(folded, %s) > 0"""


def relevance(query: Query, path: str, linked: Mapping[Word, Sequence[Linked]]) -> list:
    """ORDER BY expressions on the folded text at `path`; empty if the query has no words.

    `linked` are the records in whose names each word occurs.
    """
    if not query.words:
        return []
    first = [_first(word, path, linked[word]) for word in query.words]
    places = [_place(at, path) for at in first]
    numbers = [_number(word, path) for word in query.words]
    numbers += [_number_in_names(word) for word in query.words if linked[word]]
    first = [_first_with_names(word, path, linked[word]) for word in query.words]
    earliest = Least(*first) if len(first) > 1 else first[0]
    return [reduce(add, places).asc(), reduce(add, numbers).desc(), earliest.asc()]


def in_titles(query: Query, path: str) -> Q:
    """Condition that every word occurs in a title, which ranks first."""
    return reduce(and_, (Q(_before(_first(word, path), NAMES, path)) for word in query.words), Q())


def _first(word: Word, path: str, linked: Sequence[Linked] = ()) -> Combinable:
    """The position of the first occurrence of any spelling, _NOWHERE if there is none."""
    found = [
        Coalesce(NullIf(StrIndex(F(path), Value(text)), Value(0)), Value(_NOWHERE))
        for text in word.spellings
    ]
    if linked:
        named = Q(pk__in=RawSQL(*linking(linked)))  # noqa: S611 - our own SQL
        found.append(Case(When(named, then=StrIndex(F(path), Value(NAMES))), default=_NOWHERE))
    return Least(*found) if len(found) > 1 else found[0]


def _place(at: Combinable, path: str) -> Case:
    """0 in a title, 1 in a name, 2 in a wording."""
    return Case(
        When(_before(at, NAMES, path), then=Value(0)),
        When(_before(at, WORDINGS, path), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _before(at: Combinable, separator: str, path: str) -> LessThan:
    return LessThan(at, StrIndex(F(path), Value(separator)))


def _number(word: Word, path: str) -> Combinable:
    """The number of occurrences in the printed texts, not counting corrected ones."""
    printed = Substr(F(path), 1, StrIndex(F(path), Value(READINGS)))
    counts = [
        (Length(printed) - Length(Replace(printed, Value(text), Value("")))) / len(text)
        for text in word.spellings
    ]
    return reduce(add, counts)


def _number_in_names(word: Word) -> RawSQL:
    """The number of occurrences in the names of linked records."""
    each = "(length(folded) - length(replace(folded, %s, ''))) / %s"
    params = [part for text in word.spellings for part in (text, len(text))]
    return _of_names(_NUMBER, params, each=" + ".join([each] * len(word.spellings)))


def _first_with_names(word: Word, path: str, linked: Sequence[Linked]) -> Combinable:
    """The first occurrence in the text as if the names of linked records stood in it."""
    own = _first(word, path)
    moved = Case(
        When(_before(own, NAMES, path), then=own),
        When(Q(LessThan(own, _NOWHERE)), then=own + _of_names(_LENGTH, [])),
        default=_NOWHERE,
        output_field=IntegerField(),
    )
    if not linked:
        return moved
    named = Q(pk__in=RawSQL(*linking(linked)))  # noqa: S611 - our own SQL
    start = StrIndex(F(path), Value(NAMES))
    places = [start + _of_names(_POSITION, [text, text], _NOWHERE) for text in word.spellings]
    first = Least(*places) if len(places) > 1 else places[0]
    return Least(moved, Case(When(named, then=first), default=_NOWHERE))


def _of_names(sql: str, params: list, default: int = 0, **parts: str) -> RawSQL:
    vendor = {"sqlite": ("instr", "char"), "postgresql": ("strpos", "chr")}[connection.vendor]
    functions = dict(zip(("position", "char"), vendor, strict=True))
    sql = sql.format(names=_LINKED_NAMES.format(**functions), **functions, **parts)
    return RawSQL(f"COALESCE(({sql}), {default})", params, IntegerField())  # noqa: S611 - our own
