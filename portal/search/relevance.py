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

from portal.index.document_text import LINE, NAMES, READINGS, WORDINGS
from portal.search.names import Linked, linking
from portal.search.query import Query, Word

_NOWHERE = 2**31 - 1
# The occurrences in linked names that a document does not also have as names of its own.
_IN_NAMES = """
COALESCE((SELECT SUM(number) FROM (
    SELECT DISTINCT name.folded, {number} AS number
    FROM portal_documentlink AS link
    JOIN portal_linkedname AS name
        ON name.dimension = link.dimension AND name.value = link.value
    JOIN portal_documenttext AS own ON own.document_id = link.document_id
    WHERE link.document_id = portal_document.id
        AND (since IS NULL OR portal_document.start IS NULL OR portal_document.start >= since)
        AND (until IS NULL OR portal_document.start < until)
        AND {position}(%s || substr(
            own.folded,
            {position}(own.folded, %s) + 1,
            {position}(own.folded, %s) - {position}(own.folded, %s) - 1
        ) || %s, %s || name.folded || %s) = 0
) AS named), 0)"""


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
    """How many times it stands in the names of linked records."""
    each = "(length(name.folded) - length(replace(name.folded, %s, ''))) / %s"
    position = "instr" if connection.vendor == "sqlite" else "strpos"
    sql = _IN_NAMES.format(number=" + ".join([each] * len(word.spellings)), position=position)
    params = [part for text in word.spellings for part in (text, len(text))]
    params += [LINE, NAMES, WORDINGS, NAMES, LINE, LINE, LINE]
    return RawSQL(sql, params, IntegerField())  # noqa: S611 - our own SQL
