"""Pinyin without tones, for sorting and for addresses.

Databases sort Chinese differently, so the sort key is stored in a column.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, chain, count

# Names whose reading the dictionary gets wrong.
_READINGS = {"陕西": ["shaanxi"]}
# Syllables that people type in two ways.
_TYPED = {"shaanxi": [["shaan", "xi"], ["shan", "xi"]]}
_UMLAUT = re.compile("^([ln])v(?=e?$)")
_NAMES = re.compile("|".join(map(re.escape, _READINGS)))


@lru_cache(100)  # because names are spelt, and then typed in several ways
def syllables(text: str) -> list[str]:
    """国务院 → ['guo', 'wu', 'yuan']; other text is only lower-cased."""
    # Imported late: its dictionaries take half a second, and most pages do not need them.
    from pypinyin import lazy_pinyin

    found, at = [], 0
    for match in _NAMES.finditer(text):
        found += lazy_pinyin(text[at : match.start()]) + _READINGS[match[0]]
        at = match.end()
    return [syllable.lower() for syllable in found + lazy_pinyin(text[at:])]


def ways_of_typing(text: str) -> list[list[str]]:
    """The syllables as people type them: 陕西 as shaan xi or shan xi; lü as lv, lu or lyu."""
    spelt = syllables(text)
    ways = [
        [part for syllable in spelt for part in _TYPED.get(syllable, [[syllable]] * 2)[way]]
        for way in range(2)
    ]
    ways += [
        [_UMLAUT.sub(rf"\1{vowel}", syllable) for syllable in way]
        for way in ways
        for vowel in ("u", "yu")
    ]
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def sort_key(text: str) -> str:
    """Sorts syllable by syllable, as a Chinese dictionary does."""
    return " ".join(syllables(text))


def slug_from(text: str, is_taken: Callable[[str], bool], longest: int = 60) -> str:
    """A slug in pinyin that is not taken: 国务院办公厅 → guo-wu-yuan-ban-gong-ting."""
    words = re.findall("[a-z0-9]+", " ".join(syllables(text)))
    lengths = accumulate(len(word) + 1 for word in words)
    whole = sum(length <= longest + 1 for length in lengths)  # no syllable is cut in two
    stem = "-".join(words[:whole]) or "".join(words[:1])[:longest] or "record"
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(slug for slug in candidates if not is_taken(slug))
