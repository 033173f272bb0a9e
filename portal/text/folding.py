"""Texts folded for matching, never for display.

Every cluster (a character with its combining marks) is folded independently. Therefore any
part of a text that is cut between clusters folds to a part of the folded text, and looking for
a folded word in a folded text finds what a reader would find.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, takewhile

_QUOTATION_MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』《》〈〉〝〞〟"
_INVISIBLE = "\u034f\u115f\u1160\u180b\u180c\u180d\u180f"  # a joiner, fillers, selectors
_ALIKE = {
    "(": "[{〔【〖〘〚",
    ")": "]}〕】〗〙〛",
    "-": "‐‑‒–—―−─",
    "·": "•・‧∙⋅",
    "~": "〜∼",
    "〇": "零○◯",  # often typed as a circle: 二○一六年
}
_PLAIN = {like: mark for mark, others in _ALIKE.items() for like in others}
_PLAIN |= dict.fromkeys(_QUOTATION_MARKS + _INVISIBLE, "")
_UNWRITTEN = {"Cc", "Cf", "Cs", "Co"}  # controls, formats, lone surrogates, private use

_JOINER = "\u200d"
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001ffff]")
# Skin colours, and the tags that name a region's flag.
_PART = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Chinese is written without spaces, so only spaces between letters of other scripts matter.
_LETTER = "[^\\W_\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
_NEEDLESS_SPACE = re.compile(f" (?:(?<!{_LETTER} ) *| *(?! |{_LETTER}))")


def fold(text: str) -> str:
    """One spelling for all that readers consider the same: 「ＧＯＶ」　網站 → gov网站."""
    if _is_of_single_characters(text):
        folded = text.translate(_FOLDED)
    else:
        folded = "".join(map(_fold_cluster, _clusters(text)))
    return _NEEDLESS_SPACE.sub("", folded)


@dataclass(frozen=True)
class Folded:
    """`sources`: for each character of the folded `text`, (start, end) of its original cluster."""

    text: str
    sources: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the original text of the non-empty `text[start:end]`."""
        return self.sources[start][0], self.sources[end - 1][1]


def fold_with_positions(text: str) -> Folded:
    if _is_of_single_characters(text):
        folded = [_FOLDED[code] for code in map(ord, text)]
        sources = [(at, at + 1) for at, one in enumerate(folded) for _ in one]
    else:
        folded, sources, at = [], [], 0
        for cluster in _clusters(text):
            folded.append(_fold_cluster(cluster))
            sources += [(at, at + len(cluster))] * len(folded[-1])
            at += len(cluster)
    spaced = "".join(folded)
    for needless in reversed([*_NEEDLESS_SPACE.finditer(spaced)]):
        del sources[needless.start() : needless.end()]
    return Folded(_NEEDLESS_SPACE.sub("", spaced), tuple(sources))


def may_cut(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` breaks no cluster and no flag (a pair of letters)."""
    if not 0 < at < len(text):
        return True
    return not _continues(text[at - 1], text[at]) and not _halves_flag(text, at)


def beginning(text: str, most: int) -> str:
    """The first `most` characters, extended to the end of a cluster."""
    end = min(most, len(text))
    while not may_cut(text, end):
        end += 1
    return text[:end]


def shortened(text: str, most: int) -> str:
    """The first `most` characters; never cuts an emoji, flag or accented letter in two."""
    shown = beginning(text, most)
    return shown if len(shown) == len(text) else f"{shown}…"


def _halves_flag(text: str, at: int) -> bool:
    if not _FLAG_LETTER.match(text[at]):
        return False
    letters = takewhile(_FLAG_LETTER.match, reversed(text[:at]))
    return sum(1 for _ in letters) % 2 == 1


_alone: set[str] = set()  # characters known to form a cluster alone


def _is_of_single_characters(text: str) -> bool:
    if _alone.issuperset(text):
        return True
    _alone.update(one for one in set(text) if not _joins(one))
    return _alone.issuperset(text)


def _clusters(text: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(text) + 1):
        # The two letters of a flag are folded separately.
        if at == len(text) or not _continues(text[at - 1], text[at]):
            yield text[start:at]
            start = at


def _continues(before: str, character: str) -> bool:
    return _joins(character) or (before == _JOINER and bool(_EMOJI.match(character)))


@cache
def _joins(character: str) -> bool:
    return character == _JOINER or _is_mark(character) or bool(_PART.match(character))


@cache
def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character in "ﾞﾟ"


def _fold_cluster(cluster: str) -> str:
    return _FOLDED[ord(cluster)] if len(cluster) == 1 else _refold(cluster)


def _refold(cluster: str) -> str:
    """Fold until nothing changes, because a step's result may need another step: ﬁ, ㈱, 薴.

    Marks without a base are left out: they would combine with the character before them.
    """
    if _is_mark(cluster[0]) or cluster[0].isspace():
        space = " " if cluster[0].isspace() else ""
        rest = "".join(dropwhile(_is_mark, cluster[1:]))
        return space + "".join(map(_refold, _clusters(rest)))
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", cluster).casefold()))
    if plain == cluster:
        return cluster
    return "".join(map(_refold, _clusters(plain)))


def _plain(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if _IDEOGRAPH.match(character):
        return _simplified(character)
    written = character.isspace() or unicodedata.category(character) not in _UNWRITTEN
    return character if written and not _is_selector(character) else ""


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _simplified(character: str) -> str:
    """Always one character, because longer conversions depend on the neighbouring characters."""
    simplified = _converter().convert(character)
    return simplified if len(simplified) == 1 else character


@cache
def _converter():
    # Imported late because its dictionaries load slowly and most pages do not need them.
    from opencc import OpenCC

    return OpenCC("t2s")


class _Table(dict):
    """Code point → what the character folds to; computed on first use."""

    def __missing__(self, code: int) -> str:
        self[code] = _refold(chr(code))
        return self[code]


_FOLDED = _Table()
