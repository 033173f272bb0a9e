"""Looks up suggestions for a partly typed query, and similar words for one without hits."""

from collections.abc import Callable, Collection, Container
from difflib import SequenceMatcher
from functools import reduce
from operator import itemgetter, or_

from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Length

from portal.models.derived.suggestions import LONGEST_KEY, Suggestion, SuggestionKey
from portal.suggestions.keys import key_of, runs
from portal.web.forms.fields import LONGEST_SEARCH

MOST, MOST_NEAREST = 8, 5
MOST_TRIED = 40  # suggestions that are tried, to show those with hits
Finding = Callable[[list[str]], Container[str]]
# Rows that `nearest` compares letter by letter, and the least similarity (0 to 1) that it accepts.
MOST_COMPARED, LIKENESS = 60, 0.5
# Short texts are cut into single characters, longer ones and Latin letters into pieces.
SHORT, PIECE, LATIN_PIECE, MOST_PIECES = 6, 2, 3, 12


def suggest(
    typed: str, kinds: Collection[str] = (), finding: Finding | None = None
) -> list[Suggestion]:
    """Completions of the last word of `typed`; one query, two if it mixes letters and Chinese.

    Each has the text for the search box. Order: equal or beginning with the word, containing it,
    by pinyin, by initials; then by number of records. `kinds` restricts the kinds of suggestions
    if not empty. `finding`, if given, returns those of the texts that have hits.
    """
    before, word = _last_word(typed)
    key = _askable(word)
    if not key:
        return []
    tried = MOST_TRIED if finding else MOST
    found = list(_beginning_with([key], kinds)[:tried])
    if not found and len(parts := runs(key)) > 1:
        found = list(_beginning_with(parts, kinds)[:tried])
    for suggestion in found:
        suggestion.text = f"{before} {suggestion.text}".strip()
    shown = [one for one in found if len(one.text) <= LONGEST_SEARCH]
    if finding and shown:
        useful = finding([one.text for one in shown])
        shown = [one for one in shown if one.text in useful]
    return shown[:MOST]


def _beginning_with(parts: list[str], kinds: Collection[str]) -> QuerySet:
    """Suggestions with a key for each of `parts`, ranked by the first part."""
    key, *others = parts
    whole = Case(When(keys__key=key, then=Value(1)), default=Value(0))
    found = Suggestion.objects.filter(kind__in=kinds or Suggestion.Kind.values)
    found = found.filter(_begins(key)).annotate(rank=Min(2 * F("keys__rank") - whole))
    for other in others:
        of_keys = SuggestionKey.objects.filter(_begins(other, "key")).values("suggestion")
        found = found.filter(pk__in=of_keys)
    return found.order_by("rank", "-weight", Length("text"), "text")


def nearest(typed: str, most: int = MOST_NEAREST) -> list[str]:
    """The suggested texts most similar to `typed`: 一网统办 → 一网通办; one query."""
    key = _askable("".join(typed.split()))
    if not (pieces := _pieces(key)):
        return []
    sharing = reduce(or_, map(_begins, pieces))
    # Relative to the length, because long titles share a little with everything.
    length = Length("spelling" if key.isascii() else "text") + len(key)
    found = Suggestion.objects.filter(sharing).annotate(share=1.0 * Count("keys") / length)
    likely = found.order_by("-share", "-weight", "text")[:MOST_COMPARED]
    rated = [(_likeness(key, suggestion), suggestion) for suggestion in likely]
    rated.sort(key=itemgetter(0), reverse=True)
    return [suggestion.text for likeness, suggestion in rated[:most] if likeness >= LIKENESS]


def _last_word(typed: str) -> tuple[str, str]:
    """(text before it, last word); Latin text is one word, as pinyin may contain spaces."""
    if typed.isascii():
        return "", typed
    words = typed.split()
    if not words or typed[-1].isspace():
        return "", ""
    return " ".join(words[:-1]), words[-1]


def _askable(typed: str) -> str:
    """The key to look up; empty if no suggestion is possible."""
    if len(typed) > LONGEST_SEARCH or not typed.isprintable():
        return ""
    key = key_of(typed)
    return key if len(key) <= LONGEST_KEY else ""


def _begins(key: str, path: str = "keys__key") -> Q:
    """Prefix match as a range, which uses the plain index and needs no escaping, unlike LIKE."""
    return Q(**{f"{path}__gte": key, f"{path}__lt": key + chr(0x10FFFF)})


def _pieces(key: str) -> list[str]:
    """Pieces of `key` that similar suggestions may share, in order."""
    if key.isascii():
        length = LATIN_PIECE
    elif len(key) <= SHORT:
        length = 1
    else:
        length = PIECE
    cut = [key[at : at + length] for at in range(len(key) - length + 1)]
    return list(dict.fromkeys(cut))[:MOST_PIECES]


def _likeness(key: str, suggestion: Suggestion) -> float:
    """From 0 (nothing in common) to 1 (equal)."""
    known = suggestion.spelling if key.isascii() else key_of(suggestion.text)
    return SequenceMatcher(None, key, known, autojunk=False).ratio()
