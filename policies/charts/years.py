"""A scale of years that collapses long gaps, so that an outlier does not widen a chart.

1951, 2014, 2015 … 2024, 9021   →   1951 … 2014 2015 … 2024 … 9021
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import pairwise

from portal.text.dates import EARLIEST, LATEST

LONGEST_GAP = 10  # years; a longer run of empty years is collapsed
LONGEST_SPAN = 30  # years; a longer entry adds only its first and last year to the scale


def gaps(years: Iterable[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of empty years that is longer than `LONGEST_GAP`."""
    known = sorted(set(years))
    return [
        (before + 1, after - 1)
        for before, after in pairwise(known)
        if after - before - 1 > LONGEST_GAP
    ]


def count_by_year(spans: Iterable[tuple[int, int, Hashable, int]]) -> Counter:
    """(first year, last year, key, number) → number by (year, key).

    A span longer than `LONGEST_SPAN` counts in its known ends and in the years of other spans.
    """
    spans = list(spans)
    known = {year for first, last, *_ in spans for year in _own_years(first, last)}
    counted: Counter = Counter()
    for first, last, what, number in spans:
        is_long = last - first >= LONGEST_SPAN
        for year in known if is_long else range(first, last + 1):
            if first <= year <= last:
                counted[year, what] += number
    return counted


def _own_years(first: int, last: int) -> Iterable[int]:
    return known_ends(first, last) if last - first >= LONGEST_SPAN else range(first, last + 1)


def known_ends(first: int, last: int) -> list[int]:
    """The first and last year of a date without the end that 之前 or 之后 leaves open."""
    if first == last:
        return [first]
    open_ends = (EARLIEST.year, LATEST.year)
    return [
        year for year, open_end in zip((first, last), open_ends, strict=True) if year != open_end
    ]
