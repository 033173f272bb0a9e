"""Hints about dates: dates in the query, and records that a filter excludes as undated."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from policies.lists.page_parts.active_filters import rid_of
from policies.lists.timeline import Timeline
from portal import record_types
from portal.changes.cache import cached_for_revision
from portal.record_types import SEARCH, RecordType
from portal.search.query import Query, Word
from portal.text.dates import YEAR
from portal.web.addresses import with_parameters

_DATES = ("year", "from", "to")


@dataclass(frozen=True)
class DatedWord:
    """A date among the words of a query.

    `by_date` links to the filter by that date, empty if the list has such a filter or the word
    is an exclusion; `by_text` links to the search in texts only.
    """

    typed: str
    leaves_out: bool
    by_date: str
    by_text: str


def dated_words(listed: Timeline, links: QueryDict) -> list[DatedWord]:
    query = listed.filters.query or Query()
    filtered = any(listed.filters.form.cleaned_data.get(name) for name in _DATES)
    found = []
    for word in (*query.words, *query.without):
        if word.date:
            leaves_out = word in query.without
            by_date = "" if filtered or leaves_out else _filtering(links, query, word)
            by_text = with_parameters(links, q=_with(query, word, f"“{word.typed}”"))
            found.append(DatedWord(word.typed, leaves_out, by_date, by_text))
    return found


def _filtering(links: QueryDict, query: Query, word: Word) -> str:
    """The list filtered by the date of a word instead of searched for it."""
    first, _, last = word.date.iso.partition("/")
    is_year = word.date.precision == YEAR
    filters = {"year": first} if is_year else {"from": first, "to": last or first}
    rest = _with(query, word, "")
    return with_parameters(links if rest else rid_of(links, "q"), q=rest, **filters)


def _with(query: Query, changed: Word, typed: str) -> str:
    """The query's text with one word replaced by `typed`, or removed."""
    words = [typed if word == changed else word.typed for word in query.words]
    without = [typed if word == changed else word.typed for word in query.without]
    return " ".join([*filter(None, words), *(f"-{word}" for word in without)])


def undated_types(listed: Timeline) -> list[str]:
    """A sentence about each record type of the list whose records have no date."""
    types = record_types.listed(listed.scope)
    undated = [one for one in types if one.words and "year" not in one.dimensions]
    return [str(one.words.undated) for one in undated]


@dataclass(frozen=True)
class LeftOut:
    """Records of one type that a list excludes because they lack a dimension of its filters."""

    sentence: str
    link: str
    url: str


def left_out(listed: Timeline, links: QueryDict) -> list[LeftOut]:
    """For the list of search; one query for each type that lacks a dimension."""
    types = record_types.listed(listed.scope) if listed.scope == SEARCH else []
    found = (_left_out(listed, links, type_) for type_ in types if type_.words)
    return [one for one in found if one]


def _left_out(listed: Timeline, links: QueryDict, type_: RecordType) -> LeftOut | None:
    filters = listed.filters
    lacked = {
        name: dimension.lacking
        for name, _ in filters.active()
        if (dimension := filters.dimension_of.get(name))
        and dimension.lacking
        and dimension.name not in type_.dimensions
    }
    if not lacked:
        return None
    cache_key = ("left out", type_.name, listed.cache_key)
    records = filters.narrow(*lacked).filter(type=type_.name)
    number = cached_for_revision(listed.revision, cache_key, records.count)
    if not number:
        return None
    lacking = gettext("、").join(dict.fromkeys(map(str, lacked.values())))
    words = {"n": number, "lacking": lacking}
    sentence, link = type_.words.left_out % words, type_.words.show % words
    changes = dict.fromkeys(lacked, "") | {"type": type_.name}
    return LeftOut(sentence, link, with_parameters(links, **changes))
