"""What an empty list can say: which filter to drop, or which word alone, and what that gives."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Value
from django.http import QueryDict

from policies.chips import chips, rid_of
from policies.timeline import Timeline
from portal.addresses import with_parameters, without
from portal.listings.querysets import ListingQuerySet
from portal.search.query import Query


@dataclass(frozen=True)
class Relaxation:
    """`name` is the parameter, `filter` its name for people, `values` what was asked of it."""

    name: str
    filter: str
    values: list[str]
    count: int
    url: str


def relaxations(listed: Timeline, links: QueryDict, fixed: str = "") -> list[Relaxation]:
    """The filters that alone stand in the way, the one that hides most first; one query."""
    asked: dict[str, list] = {}
    for chip in chips(listed.filters, links, fixed):
        asked.setdefault(chip.name, []).append(chip)
    counts = _counts_without(listed, list(asked))
    found = [
        Relaxation(
            name,
            chosen[0].filter,
            [chip.label for chip in chosen],
            counts[name],
            without(rid_of(links, name), name),
        )
        for name, chosen in asked.items()
        if counts[name]
    ]
    return sorted(found, key=lambda relaxation: -relaxation.count)


@dataclass(frozen=True)
class WordAlone:
    word: str
    count: int
    url: str


def words_alone(listed: Timeline, links: QueryDict) -> list[WordAlone]:
    """Of several words sought, what each would find by itself; one query."""
    words = listed.filters.query.words if listed.filters.query else ()
    if len(words) < 2:
        return []
    found = [listed.filters.found(Query((word,)), listed.scope) for word in words]
    counts = _counts(enumerate(found))
    return [
        WordAlone(word.typed, counts[number], with_parameters(links, q=word.typed))
        for number, word in enumerate(words)
    ]


def _counts_without(listed: Timeline, names: list[str]) -> Counter:
    return _counts((name, listed.narrowed(name)) for name in names)


def _counts(lists: Iterable[tuple[str | int, ListingQuerySet]]) -> Counter:
    """Key → the number that is listed; one query."""
    parts = [
        found.order_by()
        .values(key=Value(key))
        .annotate(number=Count("*"))
        .values_list("key", "number")
        for key, found in lists
    ]
    return Counter(dict(parts[0].union(*parts[1:], all=True)) if parts else {})
