"""A record's words as search looks for them: folded, and kept apart by what they are.

    titles ␌ names ␋ wordings ␜ readings

Within each group the texts stand on lines of their own, so that no match runs from
one into the next. The readings are the texts that have errata, as they should read.
"""

from collections.abc import Iterable
from itertools import pairwise

from portal.text.folding import fold

LINE = "\n"
NAMES, WORDINGS, READINGS = "\f", "\v", "\x1c"
SEPARATORS = LINE + NAMES + WORDINGS + READINGS


def compose(
    titles: Iterable[str],
    names: Iterable[str],
    wordings: Iterable[str],
    readings: Iterable[str],
) -> str:
    groups = [lines(group) for group in (titles, names, wordings, readings)]
    return "".join(
        group + end for group, end in zip(groups, (NAMES, WORDINGS, READINGS, LINE), strict=True)
    )


def lines(texts: Iterable[str]) -> str:
    """Each text once, folded."""
    folded = (fold(text) for text in texts)
    return LINE.join(dict.fromkeys(text for text in folded if text))


def pairs(text: str) -> list[str]:
    """Each two neighbouring characters: 政务服 → 政务, 务服."""
    return [first + second for first, second in pairwise(text)]
