"""Years on a scale: a date far from all others makes no picture wider.

1951, 2014, 2015 … 2024, 9021   →   1951 … 2014 2015 … 2024 … 9021
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import pairwise

LONGEST_GAP = 10  # empty years that are drawn one by one
LONGEST_SPAN = 30  # years that one entry, by itself, adds to those drawn


def gaps(years: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last of each run of empty years that is too long to be drawn."""
    known = sorted(set(years))
    return [
        (before + 1, after - 1)
        for before, after in pairwise(known)
        if after - before - 1 > LONGEST_GAP
    ]


def count_by_year(spans: Iterable[tuple[int, int, Hashable, int]]) -> Counter:
    """(first year, last year, what, how many) → how many of each by (year, what).

    A longer span counts in its two ends, and in the years that others have.
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
    return (first, last) if last - first >= LONGEST_SPAN else range(first, last + 1)
