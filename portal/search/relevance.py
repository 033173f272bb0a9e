"""The order of relevance of matching documents.

First by where the words occur: title before name before wording; then by number of
occurrences; then by the position of the first one.
"""

from functools import reduce
from operator import add, and_

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    Coalesce,
    Least,
    Length,
    NullIf,
    Replace,
    StrIndex,
    Substr,
)
from django.db.models.lookups import LessThan

from portal.index.document_text import NAMES, READINGS, WORDINGS
from portal.search.query import Query, Word

_NOWHERE = 2**31 - 1


def relevance(query: Query, path: str) -> list:
    """ORDER BY expressions on the folded text at `path`; empty if the query has no words."""
    if not query.words:
        return []
    first = [_first(word, path) for word in query.words]
    places = [_place(at, path) for at in first]
    numbers = [_number(word, path) for word in query.words]
    earliest = Least(*first) if len(first) > 1 else first[0]
    return [reduce(add, places).asc(), reduce(add, numbers).desc(), earliest.asc()]


def in_titles(query: Query, path: str) -> Q:
    """Condition that every word occurs in a title, which ranks first."""
    return reduce(and_, (Q(_before(_first(word, path), NAMES, path)) for word in query.words), Q())


def _first(word: Word, path: str) -> Combinable:
    """The position of the first occurrence of any spelling, _NOWHERE if there is none."""
    found = [
        Coalesce(NullIf(StrIndex(F(path), Value(text)), Value(0)), Value(_NOWHERE))
        for text in word.spellings
    ]
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
