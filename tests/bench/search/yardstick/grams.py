"""Words as both databases' hand-written indexes hold them."""

from itertools import pairwise

from portal.search.query import Word


def pairs(text: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(text)]


def is_single(word: Word) -> bool:
    return all(len(spelling) == 1 for spelling in word.spellings)
