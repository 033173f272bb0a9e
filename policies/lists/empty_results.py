"""Proposals for an empty list: a filter to remove, a single word, a similar query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Value
from django.http import QueryDict

from policies.lists.active_filters import active_filters, rid_of
from policies.lists.timeline import Timeline
from portal.index.querysets import DocumentQuerySet
from portal.search.names import prepare
from portal.search.query import Query, parse
from portal.suggestions.lookup import MOST_NEAREST, nearest
from portal.web.addresses import with_parameters, without
from portal.web.form_fields import MOST_WORDS

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
    for chip in active_filters(listed.filters, links, fixed):
        asked.setdefault(chip.name, []).append(chip)
    counts = _counts_without(listed, list(asked))
    found = [
        RemovableFilter(
            name,
            chosen[0].filter,
            [chip.label for chip in chosen],
            counts[name],
            without(rid_of(links, name), name),
            chosen[0].in_chinese,
        )
        for name, chosen in asked.items()
        if counts[name]
    ]
    return sorted(found, key=lambda removable: -removable.count)


@dataclass(frozen=True)
class SingleWord:
    word: str
    count: int
    url: str


def single_words(listed: Timeline, links: QueryDict) -> list[SingleWord]:
    """If the query has several words: the number of hits of each alone; two queries."""
    words = listed.filters.query.words if listed.filters.query else ()
    if len(words) < 2:
        return []
    asked = [Query((word,)) for word in words]
    prepare(asked)
    counts = _counts((number, listed.filters.found(one)) for number, one in enumerate(asked))
    return [
        SingleWord(word.typed, counts[number], with_parameters(links, q=word.typed))
        for number, word in enumerate(words)
    ]


@dataclass(frozen=True)
class SimilarQuery:
    """A similar query, and its number of hits on the same list."""

    text: str
    count: int
    url: str


def similar_queries(listed: Timeline, links: QueryDict) -> list[SimilarQuery]:
    """Similar queries with hits under the same filters and exclusions; three queries."""
    query = listed.filters.query or Query()
    texts = [one.text for one in nearest(" ".join(word.typed for word in query.words), MOST_TRIED)]
    asked = [Query(parse(text).words, query.without) for text in texts]
    prepare(asked)
    counts = _counts(
        (number, listed.filters.found(other))
        for number, other in enumerate(asked)
        if 0 < len(other.words) <= MOST_WORDS - len(other.without)
    )
    found = [
        SimilarQuery(texts[number], count, with_parameters(links, q=asked[number].typed))
        for number, count in sorted(counts.items())
        if count
    ]
    return found[:MOST_NEAREST]


def _counts_without(listed: Timeline, names: list[str]) -> Counter:
    return _counts((name, listed.filters.narrow(name)) for name in names)


def _counts(lists: Iterable[tuple[str | int, DocumentQuerySet]]) -> Counter:
    """Key → number of documents; one query."""
    parts = [
        found.order_by()
        .values(key=Value(key))
        .annotate(number=Count("*"))
        .values_list("key", "number")
        for key, found in lists
    ]
    return Counter(dict(parts[0].union(*parts[1:], all=True)) if parts else {})
