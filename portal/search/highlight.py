"""Finds the hits of a query in a text, and cuts the text into pieces and snippets for display.

All positions are code points of the printed text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portal.search.query import Word
from portal.text.folding import Folded, fold, fold_with_positions, may_cut

# Some sources print half-width commas in Chinese; the comma of 1,000 ends no clause.
_CLAUSE_END = re.compile("(?:[，。；：！？;!?\n]|,(?![0-9]))[”’」』）》]*")

_NOTHING = Folded("", ())


class Span(NamedTuple):
    start: int
    end: int


class Piece(NamedTuple):
    text: str
    is_hit: bool


class Snippet(NamedTuple):
    """A window of a text around hits.

    `position` is that of the first hit, from 1; `before` and `after`: text is left out there.
    """

    position: int
    pieces: tuple[Piece, ...]
    before: bool
    after: bool


def hits(text: str, words: Iterable[Word], readings: Iterable[tuple[str, str]] = ()) -> list[Span]:
    """The spans of all hits in order; overlapping ones are merged.

    `readings` are (printed, reading) of the text's misprints. A hit in the corrected text only
    gets the span of the printed characters.
    """
    spellings = {spelling for word in words for spelling in word.spellings if spelling}
    corrected, origins = _as_read(text, readings) if readings else (text, [])
    printed = _folded_where_any_stands(text, spellings)
    read = _folded_where_any_stands(corrected, spellings) if corrected != text else _NOTHING
    found = set()
    for spelling in spellings:
        as_printed = {_whole(text, *place) for place in _places(printed, spelling)}
        as_read = {
            _whole(text, origins[start].start, origins[end - 1].end)
            for start, end in _places(read, spelling)
        }
        found |= as_printed
        found |= {
            span
            for span in as_read - as_printed
            if not any(span.start <= start and end <= span.end for start, end in as_printed)
        }
    return _merged(found)


def _folded_where_any_stands(text: str, spellings: Iterable[str]) -> Folded:
    """Folds with positions only if there is a hit, because positions take ten times as long."""
    folded = fold(text)
    return fold_with_positions(text) if any(map(folded.__contains__, spellings)) else _NOTHING


def _places(folded: Folded, spelling: str) -> Iterator[tuple[int, int]]:
    at = folded.text.find(spelling)
    while at >= 0:
        yield folded.original(at, at + len(spelling))
        at = folded.text.find(spelling, at + 1)


def _as_read(text: str, readings: Iterable[tuple[str, str]]) -> tuple[str, list[Span]]:
    """The corrected text, and for each of its characters the span of the printed ones."""
    misprints = sorted((text.find(printed), printed, reading) for printed, reading in readings)
    read, origins, at = "", [], 0
    for start, printed, reading in misprints:
        if start < at or not printed:
            continue
        end = start + len(printed)
        read += text[at:start] + reading
        origins += [Span(place, place + 1) for place in range(at, start)]
        origins += [Span(start, end)] * len(reading)
        at = end
    return read + text[at:], origins + [Span(at, at + 1) for at in range(at, len(text))]


def _whole(text: str, start: int, end: int) -> Span:
    while not may_cut(text, start):
        start -= 1
    while not may_cut(text, end):
        end += 1
    return Span(start, end)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def pieces(text: str, spans: list[Span]) -> tuple[Piece, ...]:
    """The whole text, cut at its hits."""
    return tuple(_pieces(text, spans, Span(0, len(text))))


def _pieces(text: str, spans: list[Span], window: Span) -> Iterator[Piece]:
    at = window.start
    for start, end in spans:
        if at < start:
            yield Piece(text[at:start], False)
        yield Piece(text[start:end], True)
        at = end
    if at < window.end:
        yield Piece(text[at : window.end], False)


def snippets(text: str, spans: list[Span], most: int = 3, around: int = 20) -> list[Snippet]:
    """The first `most` windows around the hits, with up to `around` characters on either side.

    Windows do not overlap, but may touch.
    """
    groups = _groups(spans, around)[: most + 1]
    windows = _windows(text, groups, around)[:most]
    edges = [0, *(edge for window in windows for edge in window), len(text)]
    return [
        Snippet(
            group[0].start + 1,
            tuple(_pieces(text, group, window)),
            before=edges[2 * place] < window.start,
            after=window.end < edges[2 * place + 3],
        )
        for place, (group, window) in enumerate(zip(groups, windows, strict=False))
    ]


def _groups(spans: list[Span], around: int) -> list[list[Span]]:
    """Hits grouped by window: near each other, and together not longer than a window."""
    groups = []
    for span in spans:
        near = groups and span.start - groups[-1][-1].end <= 2 * around
        if near and span.end - groups[-1][0].start <= 4 * around:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _windows(text: str, groups: list[list[Span]], around: int) -> list[Span]:
    windows = []
    limits = [group[0].start for group in groups[1:]] + [len(text)]
    for group, limit in zip(groups, limits, strict=False):
        former = windows[-1].end if windows else 0
        start = _start(text, former, group[0].start, around)
        windows.append(Span(start, _end(text, group[-1].end, limit, around)))
    return windows


def _start(text: str, former: int, hit: int, around: int) -> int:
    """The start of a window: after a clause that ends in the outer half before the hit, if any."""
    start = hit - around
    if start <= former:
        return former
    clause = _CLAUSE_END.search(text, start, hit - around // 2)
    start = clause.end() if clause else start
    while start > former and not may_cut(text, start):
        start -= 1
    return start


def _end(text: str, hit: int, limit: int, around: int) -> int:
    """The end of a window: after a clause that ends in the outer half after the hit, if any."""
    end = hit + around
    if end >= limit:
        return limit
    clauses = list(_CLAUSE_END.finditer(text, hit + around // 2, end))
    end = clauses[-1].end() if clauses else end
    while end < limit and not may_cut(text, end):
        end += 1
    return end
