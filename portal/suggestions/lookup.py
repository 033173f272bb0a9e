"""What to suggest for words half typed, and what is nearest to words not found."""

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from operator import itemgetter, or_

from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Length

from portal.models.suggestions import LONGEST_KEY, Suggestion, SuggestionKey
from portal.suggestions.keys import key_of, runs
from portal.web.form_fields import LONGEST_SEARCH

MOST, MOST_NEAREST = 8, 5
MOST_TRIED = 40  # suggestions, to show those that find something
Finding = Callable[[list[str]], Container[str]]
# Rows that `nearest` compares letter by letter, and the likeness below which none is near.
MOST_COMPARED, LIKENESS = 60, 0.5
# A short text is taken apart into single characters, a longer one, or Latin letters, into pieces.
SHORT, PIECE, LATIN_PIECE, MOST_PIECES = 6, 2, 3, 12


@dataclass(frozen=True)
class Suggestable:
    """`text` is what the search box should then hold, `label` the kind in words."""

    text: str
    kind: str
    label: str


def suggest(
    typed: str, most: int = MOST, kinds: Collection[str] = (), finding: Finding | None = None
) -> list[Suggestable]:
    """What may be meant by the last word of `typed`, completing the whole of it; one query.

    First what is it or begins with it, then what holds it, then by pinyin, then by initials;
    of equals, what more records have. What is typed partly in letters may cost a second query.
    `kinds` are the only ones wanted, if any are named; `finding`, where it is given, picks the
    texts that find something.
    """
    before, word = _last_word(typed)
    key = _askable(word)
    if not key:
        return []
    tried = MOST_TRIED if finding else most
    found = list(_beginning_with([key], kinds)[:tried])
    if not found and len(parts := runs(key)) > 1:
        found = list(_beginning_with(parts, kinds)[:tried])
    shown = [_shown(suggestion, before) for suggestion in found]
    shown = [one for one in shown if len(one.text) <= LONGEST_SEARCH]
    if finding and shown:
        useful = finding([one.text for one in shown])
        shown = [one for one in shown if one.text in useful]
    return shown[:most]


def _beginning_with(parts: list[str], kinds: Collection[str]) -> QuerySet:
    """What has a beginning like each of `parts`; the best first, by the first of them."""
    key, *others = parts
    whole = Case(When(keys__key=key, then=Value(1)), default=Value(0))
    found = _of_kinds(kinds).filter(_begins(key)).annotate(rank=Min(2 * F("keys__rank") - whole))
    for other in others:
        of_keys = SuggestionKey.objects.filter(_begins(other, "key")).values("suggestion")
        found = found.filter(pk__in=of_keys)
    return found.order_by("rank", "-weight", Length("text"), "text")


def nearest(typed: str, most: int = MOST_NEAREST, kinds: Collection[str] = ()) -> list[Suggestable]:
    """What shares most with `typed`, though it does not hold it: 一网统办 → 一网通办; one query."""
    key = _askable("".join(typed.split()))
    if not (pieces := _pieces(key)):
        return []
    sharing = reduce(or_, map(_begins, pieces))
    # By length, or long titles, which hold a little of everything, would crowd out the rest.
    length = Length("spelling" if key.isascii() else "text") + len(key)
    found = _of_kinds(kinds).filter(sharing).annotate(share=1.0 * Count("keys") / length)
    likely = found.order_by("-share", "-weight", "text")[:MOST_COMPARED]
    rated = [(_likeness(key, suggestion), suggestion) for suggestion in likely]
    rated.sort(key=itemgetter(0), reverse=True)
    return [_shown(suggestion) for likeness, suggestion in rated[:most] if likeness >= LIKENESS]


def _last_word(typed: str) -> tuple[str, str]:
    """(what stands before it, the word); pinyin may be typed with spaces between syllables."""
    if typed.isascii():
        return "", typed
    words = typed.split()
    if not words or typed[-1].isspace():
        return "", ""
    return " ".join(words[:-1]), words[-1]


def _askable(typed: str) -> str:
    """The key to look for; empty for what no suggestion can be for."""
    if len(typed) > LONGEST_SEARCH or not typed.isprintable():
        return ""
    key = key_of(typed)
    return key if len(key) <= LONGEST_KEY else ""


def _begins(key: str, path: str = "keys__key") -> Q:
    """A range, not LIKE: the plain index serves it, and % and _ mean themselves."""
    return Q(**{f"{path}__gte": key, f"{path}__lt": key + chr(0x10FFFF)})


def _of_kinds(kinds: Collection[str]) -> QuerySet:
    return Suggestion.objects.filter(kind__in=kinds) if kinds else Suggestion.objects.all()


def _pieces(key: str) -> list[str]:
    """What a suggestion near `key` may hold of it, in the order of the text."""
    if key.isascii():
        length = LATIN_PIECE
    elif len(key) <= SHORT:
        length = 1
    else:
        length = PIECE
    cut = [key[at : at + length] for at in range(len(key) - length + 1)]
    return list(dict.fromkeys(cut))[:MOST_PIECES]


def _likeness(key: str, suggestion: Suggestion) -> float:
    """From 0, nothing in common, to 1, the same."""
    known = suggestion.spelling if key.isascii() else key_of(suggestion.text)
    return SequenceMatcher(None, key, known, autojunk=False).ratio()


def _shown(suggestion: Suggestion, before: str = "") -> Suggestable:
    text = f"{before} {suggestion.text}".strip()
    return Suggestable(text, suggestion.kind, suggestion.get_kind_display())
