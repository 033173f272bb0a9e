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
    """A sentence about each record type of the list whose records may have no date."""
    types = record_types.listed(listed.scope)
    undated = [one for one in types if one.words and "year" not in one.dimensions]
    return [
        str(one.words.partly_undated if _has_dated(listed, one) else one.words.undated)
        for one in undated
    ]


def _has_dated(listed: Timeline, type_: RecordType) -> bool:
    """Whether some records of a type that may lack a date have one."""

    def read() -> bool:
        combinations = (one.counted for one in listed.filters.combinations)
        return any(one.type == type_.name and one.first_year for one in combinations)

    return cached_for_revision(listed.revision, ("has dated", listed.scope, type_.name), read)


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
    has_dated = "year" not in type_.dimensions and _has_dated(listed, type_)
    number = cached_for_revision(
        listed.revision,
        cache_key,
        lambda: _number(listed, type_, {*lacked}, has_dated=has_dated),
    )
    if not number:
        return None
    lacking = gettext("、").join(dict.fromkeys(map(str, lacked.values())))
    words = {"n": number, "lacking": lacking}
    sentence = type_.words.left_out % words
    # Without the filter the dated ones are listed too, so that there are more than these.
    more = has_dated and any(name in lacked for name in _DATES)
    link = str(type_.words.show_all) if more else type_.words.show % words
    changes = dict.fromkeys(lacked, "") | {"type": type_.name}
    return LeftOut(sentence, link, with_parameters(links, **changes))


def _number(listed: Timeline, type_: RecordType, lacked: set[str], *, has_dated: bool) -> int:
    """How many records of a type lack what these filters filter by; one query, or two.

    Those with a date are left out for their date, unless they lack something else.
    """
    filters, by_date = listed.filters, lacked & {*_DATES}
    records = filters.narrow(*lacked).filter(type=type_.name)
    if not has_dated or not by_date:
        return records.count()
    number = records.filter(start__isnull=True).count()
    if others := lacked - by_date:
        dated = filters.narrow(*others).filter(type=type_.name, start__isnull=False)
        number += dated.count()
    return number
