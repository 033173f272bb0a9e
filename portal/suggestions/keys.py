"""The beginnings under which a suggestion is found: of its text, its pinyin, its initials.

For 一网通办: 一网通办, 网通办 … 办; yiwangtongban, wangtongban … ban; ywtb, wtb … b.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from portal.models.suggestions import LONGEST_KEY, SuggestionKey
from portal.text.folding import fold

# A suggestion is found from each of its first characters, and of its first syllables, on.
MOST_BEGINNINGS, MOST_SPELT_BEGINNINGS = 24, 12

Rank = SuggestionKey.Rank


def keys(names: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[str, int]]:
    """Each beginning with its best rank; `names` are (a name, its syllables)."""
    found: dict[str, int] = {}
    for name, syllables in names:
        for key, rank in _of_name(name, syllables):
            if key:
                found[key] = min(rank, found.get(key, rank))
    yield from found.items()


def key_of(text: str) -> str:
    """As texts are compared here: folded, without the spaces between Latin words.

    Pinyin without its tones, and ü as v: zhànlüè → zhanlve.
    """
    key = fold(text).replace(" ", "")
    letters = unicodedata.normalize("NFD", key).replace("u\u0308", "v")
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return plain if plain.isascii() else key.replace("ü", "v")


def runs(key: str) -> list[str]:
    """What is typed in letters apart from what is typed in Chinese: shuzi政府 → shuzi, 政府."""
    return re.findall("[a-z0-9+]+|[^a-z0-9+]+", key)


def spell(syllables: list[str], signs: str = "") -> str:
    """["yi", "wang", "tong", "ban"] → yiwangtongban; letters, digits and `signs` only."""
    return "".join(re.findall(f"[a-z0-9{signs}]+", "".join(syllables)))[:LONGEST_KEY]


def _of_name(name: str, syllables: list[str]) -> Iterator[tuple[str, int]]:
    for number, later in enumerate(_later(key_of(name), MOST_BEGINNINGS)):
        if later[0].isalnum():  # nobody begins a word with a comma
            yield later[:LONGEST_KEY], Rank.LATER_TEXT if number else Rank.TEXT
    # The one sign that names of this field have, typed or left out: 互联网+.
    for signs in ("", "+") if "+" in name else ("",):
        spelt = [spell([syllable], signs) for syllable in syllables]
        for number, later in enumerate(_later(spelt, MOST_SPELT_BEGINNINGS)):
            yield "".join(later)[:LONGEST_KEY], Rank.LATER_PINYIN if number else Rank.PINYIN
        initials = [spell([_initial(syllable)], signs) for syllable in syllables]
        for number, later in enumerate(_later(initials, MOST_SPELT_BEGINNINGS)):
            yield "".join(later)[:LONGEST_KEY], Rank.LATER_INITIALS if number else Rank.INITIALS


def _later(whole: Sequence, most: int) -> list[Sequence]:
    """`whole`, and what is left of it from each of its first `most` places on."""
    return [whole[at:] for at in range(min(len(whole), most))]


def _initial(syllable: str) -> str:
    """The first letter; a number stays whole."""
    return syllable if syllable[:1].isdigit() else syllable[:1]
