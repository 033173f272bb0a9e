"""Makes the keys that find a suggestion: beginnings of its text, pinyin and initials.

For 一网通办: 一网通办, 网通办 … 办; yiwangtongban, wangtongban … ban; ywtb, wtb … b.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from portal.models.derived.suggestions import LONGEST_KEY, SuggestionKey
from portal.text.folding import fold

# Characters or syllables at the start of a suggestion from which a key may begin.
MOST_BEGINNINGS, MOST_SPELT_BEGINNINGS = 24, 12

Rank = SuggestionKey.Rank


def keys(names: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[str, int]]:
    """(key, best rank) of all keys; `names` are (name, its syllables)."""
    found: dict[str, int] = {}
    for name, syllables in names:
        for key, rank in _of_name(name, syllables):
            if key:
                found[key] = min(rank, found.get(key, rank))
    yield from found.items()


def key_of(text: str) -> str:
    """The form in which texts are compared: folded, without spaces between Latin words.

    Pinyin loses its tones, and ü becomes v: zhànlüè → zhanlve.
    """
    key = fold(text).replace(" ", "")
    letters = unicodedata.normalize("NFD", key).replace("u\u0308", "v")
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return plain if plain.isascii() else key.replace("ü", "v")


def runs(key: str) -> list[str]:
    """Split into Latin and Chinese parts: shuzi政府 → shuzi, 政府."""
    return re.findall("[a-z0-9+]+|[^a-z0-9+]+", key)


def spell(syllables: list[str], signs: str = "") -> str:
    """["yi", "wang", "tong", "ban"] → yiwangtongban; letters, digits and `signs` only."""
    return "".join(re.findall(f"[a-z0-9{signs}]+", "".join(syllables)))[:LONGEST_KEY]


def _of_name(name: str, syllables: list[str]) -> Iterator[tuple[str, int]]:
    for number, later in enumerate(_later(key_of(name), MOST_BEGINNINGS)):
        if later[0].isalnum():  # no key begins with punctuation
            yield later[:LONGEST_KEY], Rank.LATER_TEXT if number else Rank.TEXT
    # The only sign in names of this field, which people type or leave out: 互联网+.
    for signs in ("", "+") if "+" in name else ("",):
        spelt = [spell([syllable], signs) for syllable in syllables]
        for number, later in enumerate(_later(spelt, MOST_SPELT_BEGINNINGS)):
            yield "".join(later)[:LONGEST_KEY], Rank.LATER_PINYIN if number else Rank.PINYIN
        initials = [spell([_initial(syllable)], signs) for syllable in syllables]
        for number, later in enumerate(_later(initials, MOST_SPELT_BEGINNINGS)):
            yield "".join(later)[:LONGEST_KEY], Rank.LATER_INITIALS if number else Rank.INITIALS


def _later(whole: Sequence, most: int) -> list[Sequence]:
    """`whole`, and its ends from each of the first `most` places on."""
    return [whole[at:] for at in range(min(len(whole), most))]


def _initial(syllable: str) -> str:
    """The first letter of a syllable; numbers are not shortened."""
    return syllable if syllable[:1].isdigit() else syllable[:1]
