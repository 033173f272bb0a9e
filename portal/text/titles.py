"""Corrects a title by the errata of the text that it was taken from."""

from collections.abc import Iterable
from itertools import takewhile
from operator import eq

# An erratum may insert the mark that separates the title from the next clause; strip it.
_BETWEEN_CLAUSES = "，。；：、,;:"


def corrected(title: str, text: str, corrections: Iterable[tuple[str, str]]) -> str:
    """`corrections` are (printed, reading) pairs in `text`, which contains `title`.

    corrected("共享办法", "印发《共享办法》", [("办法》", "暂行办法》")]) → 共享暂行办法
    """
    start = text.find(title)
    if start < 0:
        return title
    end = start + len(title)
    for first, last, reading in sorted(_edits(text, corrections), reverse=True):
        if start <= first and last <= end:
            title = title[: first - start] + reading + title[last - start :]
    return title.strip(_BETWEEN_CLAUSES)


def _edits(text: str, corrections: Iterable[tuple[str, str]]) -> Iterable[tuple[int, int, str]]:
    """(start, end, replacement) in `text`, without the characters that do not change."""
    for printed, reading in corrections:
        at = text.find(printed)
        if at < 0:
            continue
        head = _alike(printed, reading)
        tail = _alike(printed[head:][::-1], reading[head:][::-1])
        yield at + head, at + len(printed) - tail, reading[head : len(reading) - tail]


def _alike(one: str, other: str) -> int:
    """The length of the common prefix."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))
