"""Proposals for an empty list: a filter to remove, a single word, a similar query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Value
from django.http import QueryDict

from policies.lists.page_parts.active_filters import active_filters, rid_of
from policies.lists.timeline import Timeline
from portal.index.querysets import DocumentQuerySet, documents
from portal.search.names import prepare
from portal.search.query import Query, parse
from portal.suggestions.lookup import MOST_NEAREST, nearest
from portal.web.addresses import with_parameters
from portal.web.forms.fields import MOST_WORDS

MOST_TRIED = 12  # similar texts that are tried


@dataclass(frozen=True)
class RemovableFilter:
    """A filter to remove; `name` is the parameter, `filter` its label, `values` its values."""

    name: str
    filter: str
    values: list[str]
    count: int
    url: str
    in_chinese: bool


def removable_filters(listed: Timeline, links: QueryDict, fixed: str = "") -> list[RemovableFilter]:
    """The filters without which there are hits, the most hits first; one query."""
    asked: dict[str, list] = {}
    for active in active_filters(listed.filters, links, fixed):
        asked.setdefault(active.name, []).append(active)
    counts = _counts((name, listed.filters.narrow(name)) for name in asked)
    found = [
        RemovableFilter(
            name,
            chosen[0].filter,
            [active.label for active in chosen],
            counts[name],
            with_parameters(rid_of(links, name), **{name: ""}),
            chosen[0].in_chinese,
        )
        for name, chosen in asked.items()
        if counts[name]
    ]
    return sorted(found, key=lambda removable: -removable.count)


@dataclass(frozen=True)
class UnknownNumbers:
    """Numbers that no document of the list has, and how many of its documents have a number."""

    typed: list[str]
    held: int


def unknown_numbers(listed: Timeline) -> UnknownNumbers | None:
    """Of those that the list was asked for, whatever else it was; a query for each, and one."""
    filters = listed.filters
    dimension = filters.dimensions.get("number")
    if dimension is None:
        return None
    words = filters.query.words if filters.query else ()
    asked = {word.typed: word.number for word in words if word.number}
    asked |= dict.fromkeys(filters.chosen("number"), filters.form.cleaned_data["number"])
    everything = documents().on(listed.scope)
    unknown = [
        typed
        for typed, key in asked.items()
        if not dimension.narrow(everything, "number", key, walk=False).exists()
    ]
    if not unknown:
        return None
    held = [one.number for one in filters.combinations if "number" in one.counted.values]
    return UnknownNumbers(unknown, sum(held))


@dataclass(frozen=True)
class OtherQuery:
    """Another query, and its number of hits on the same list under the same filters."""

    text: str
    count: int
    url: str


def single_words(listed: Timeline, links: QueryDict) -> list[OtherQuery]:
    """If the query has several words: each of them alone; two queries."""
    words = listed.filters.query.words if listed.filters.query else ()
    alone = [(word.typed, Query((word,))) for word in words]
    return _others(listed, links, alone) if len(alone) > 1 else []


def similar_queries(listed: Timeline, links: QueryDict) -> list[OtherQuery]:
    """Similar queries with hits and the same exclusions; three queries."""
    query = listed.filters.query or Query()
    texts = nearest(" ".join(word.typed for word in query.words), MOST_TRIED)
    asked = [(text, Query(parse(text).words, query.without)) for text in texts]
    most = MOST_WORDS - len(query.without)
    asked = [(text, other) for text, other in asked if 0 < len(other.words) <= most]
    return [one for one in _others(listed, links, asked) if one.count][:MOST_NEAREST]


def _others(listed: Timeline, links: QueryDict, asked: list[tuple[str, Query]]) -> list[OtherQuery]:
    prepare(query for _, query in asked)
    counts = _counts((text, listed.filters.found(query)) for text, query in asked)
    return [
        OtherQuery(text, counts[text], with_parameters(links, q=query.typed))
        for text, query in asked
    ]


def _counts(lists: Iterable[tuple[str, DocumentQuerySet]]) -> Counter:
    """Key → number of documents; one query."""
    parts = [
        found.order_by()
        .values(key=Value(key))
        .annotate(number=Count("*"))
        .values_list("key", "number")
        for key, found in lists
    ]
    return Counter(dict(parts[0].union(*parts[1:], all=True)) if parts else {})
