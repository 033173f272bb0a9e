"""Builds the table of suggestions from what the record types declare.

Suggestions come from a record type's `suggested` (titles, names) and from phrases that are
common in its `phrase_texts` (newest first). Only differences from the stored suggestions are
written, so that the change of one record costs little.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice

from django.core.cache import cache
from django.db import connection, transaction

from portal.changes import revision
from portal.changes.recording import turns
from portal.models.bulk.inserting import insert_rows
from portal.models.derived.suggestions import Suggestion, SuggestionKey, SuggestionsBuilt
from portal.record_types import functions
from portal.suggestions.keys import keys, spell
from portal.suggestions.phrases import commonest
from portal.text.pinyin import syllables, ways_of_typing

# Limits that keep the table small and the build short for any number of records.
MOST_OF_A_KIND = 5_000
MOST_TEXTS, LONGEST_TEXT = 400, 500  # of each app; characters
MOST_PHRASES = 300
LONGEST_SUGGESTED = 100  # characters; longer titles are not suggested, but search finds them
# To be raised when keys are made in another way, so that all keys are made anew.
RULES = 3
STEP = 100  # suggestions that are written at once
_building = threading.Lock()


@dataclass(frozen=True)
class Suggested:
    """`weight` is the number of records that have it; `names` are its other names."""

    text: str
    kind: str
    weight: int = 1
    names: tuple[str, ...] = ()


def is_current() -> bool:
    """Whether the suggestions are up to date with the records; two queries."""
    now = revision.current()
    return SuggestionsBuilt.objects.filter(pk=1, token=now, rules=RULES).exists()


def stale() -> Iterator[str]:
    """A sentence if the suggestions are outdated because a process ended before updating them.

    Nothing within a transaction, because they are updated only after its commit.
    """
    if not connection.in_atomic_block and not is_current():
        yield "the suggestions are not of the records as they now are: run rebuild_search"


def bring_up_to_date(**kwargs) -> None:
    """Rebuild outdated suggestions, again if records change meanwhile; receives post_migrate.

    One thread of a process does it for the others, which would make readers wait.
    """
    while not is_current() and _building.acquire(blocking=False):
        try:
            rebuild(*gather())
        finally:
            _building.release()


def gather() -> tuple[Iterator[Suggested], Iterator[str]]:
    """The suggestions and the phrase texts of all record types, as lazy iterators."""
    suggested = chain.from_iterable(give() for give in functions("suggested"))
    given = functions("phrase_texts")
    return suggested, chain.from_iterable(islice(give(), MOST_TEXTS) for give in given)


def rebuild(suggested: Iterable[Suggested], texts: Iterable[str]) -> None:
    """Make the table contain `suggested` and the phrases of `texts`.

    Everything is read without a lock. Differences are written in small transactions; if a run
    ends early, the next one writes the rest.
    """
    token = revision.current()
    wanted = _wanted(chain(suggested, _phrases([text[:LONGEST_TEXT] for text in texts])))
    stored = _stored()
    by_these_rules = SuggestionsBuilt.objects.filter(rules=RULES).exists()
    stay = stored.keys() & wanted if by_these_rules else set()
    gone = [key for one, key in stored.items() if one not in stay]
    for part in turns(gone):
        with _one_builder():
            Suggestion.objects.filter(pk__in=part).delete()
    new = sorted(wanted - stay, key=lambda one: one.text)
    for part in turns(new, STEP):
        with _one_builder():
            # Another builder may have added some meanwhile.
            Suggestion.objects.filter(text__in=[one.text for one in part]).delete()
            _add(part)
    with transaction.atomic():
        revision.lock()  # before the other row, as in a restore
        with _one_builder() as built:
            built.token, built.rules = token, RULES
            built.save()
        if new or gone:
            revision.advance()


@contextmanager
def _one_builder() -> Iterator[SuggestionsBuilt]:
    with transaction.atomic():
        SuggestionsBuilt.objects.get_or_create(pk=1)
        yield SuggestionsBuilt.objects.select_for_update().get(pk=1)


def _stored() -> dict[Suggested, int]:
    rows = Suggestion.objects.values_list("pk", "text", "kind", "weight", "names")
    return {
        Suggested(text, kind, weight, tuple(names.split("\n")) if names else ()): key
        for key, text, kind, weight, names in rows
    }


def _phrases(texts: list[str]) -> Iterator[Suggested]:
    """Phrases as suggestions; computed only if the texts have changed since the last build."""
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    found = cache.get_or_set(
        f"phrases:{digest}", lambda: commonest(texts, MOST_PHRASES), 24 * 60 * 60
    )
    for phrase, number in found:
        yield Suggested(phrase, Suggestion.Kind.PHRASE, number)


def _wanted(offered: Iterable[Suggested]) -> set[Suggested]:
    """Each text once: with the kind that comes first and the greatest weight."""
    wanted: dict[str, Suggested] = {}
    kinds = dict.fromkeys(Suggestion.Kind.values, 0)
    for one in offered:
        if one.text in wanted:
            first = wanted[one.text]
            wanted[one.text] = replace(first, weight=max(first.weight, one.weight))
        elif 0 < len(one.text) <= LONGEST_SUGGESTED and kinds[one.kind] < MOST_OF_A_KIND:
            wanted[one.text] = one
            kinds[one.kind] += 1
    return set(wanted.values())


def _add(new: list[Suggested]) -> None:
    rows = [
        Suggestion(
            text=one.text,
            kind=one.kind,
            weight=one.weight,
            names="\n".join(one.names),
            spelling=spell(syllables(one.text)),
        )
        for one in new
    ]
    Suggestion.objects.bulk_create(rows)
    made = (
        (row.pk, key, rank)
        for row, one in zip(rows, new, strict=True)
        for key, rank in keys(
            [(name, way) for name in (one.text, *one.names) for way in ways_of_typing(name)]
        )
    )
    insert_rows(SuggestionKey, made, ("suggestion_id", "key", "rank"))
