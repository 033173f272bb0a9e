"""The text of a document that is searched: folded, in groups with separators.

    titles ␌ names ␋ wordings ␜ readings

Within a group each text is on its own line, so that no match extends over two texts. Readings
are the corrected texts of fields with errata.
"""

from collections.abc import Iterable
from operator import add

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
    folded = map(fold, dict.fromkeys(texts))
    return LINE.join(dict.fromkeys(text for text in folded if text))


def pairs(text: str) -> list[str]:
    """All pairs of neighbouring characters: 政务服 → 政务, 务服."""
    return list(map(add, text, text[1:]))
