"""Pinyin without tones, for order and for addresses.

Databases disagree on how Chinese sorts, so the order is kept in a column.
"""

import re
from collections.abc import Callable
from itertools import chain, count

# Readings that the dictionary gets wrong for names.
_READINGS = {"陕西": ["shaanxi"]}
_NAMES = re.compile("|".join(map(re.escape, _READINGS)))


def syllables(text: str) -> list[str]:
    """国务院 → ['guo', 'wu', 'yuan']; what is not Chinese stays as it is, in lower case."""
    # Its dictionaries take half a second to import, which no reader of a page needs.
    from pypinyin import lazy_pinyin

    found, at = [], 0
    for match in _NAMES.finditer(text):
        found += lazy_pinyin(text[at : match.start()]) + _READINGS[match[0]]
        at = match.end()
    return [syllable.lower() for syllable in found + lazy_pinyin(text[at:])]


def sort_key(text: str) -> str:
    """Orders as a Chinese dictionary does, syllable by syllable."""
    return " ".join(syllables(text))


def slug_from(text: str, is_taken: Callable[[str], bool], longest: int = 60) -> str:
    """A free address in pinyin: 国务院办公厅 → guo-wu-yuan-ban-gong-ting."""
    words = re.findall("[a-z0-9]+", " ".join(syllables(text)))
    stem = "-".join(words)[:longest].strip("-") or "record"
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(slug for slug in candidates if not is_taken(slug))
