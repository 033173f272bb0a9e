"""What a back end is asked: folded texts of which each group, or none, has to stand in a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Clauses:
    """Of each group in `all_of` one at least, of those in `none_of` not any.

    `ranges`: the first and the last key of the texts that are asked, band by band.
    """

    ranges: list[tuple[int, int]]
    all_of: list[tuple[str, ...]]
    none_of: list[tuple[str, ...]]

    @property
    def keys(self) -> tuple[int, int]:
        """The range of all bands: there is no other between them."""
        return self.ranges[0][0], self.ranges[-1][1]


def pairs(text: str) -> list[str]:
    """Each two neighbouring characters: 政务服 → 政务, 务服."""
    return [first + second for first, second in pairwise(text)]


def is_single(group: Iterable[str]) -> bool:
    """Whether the group is of single characters, which make no pair."""
    return all(len(text) == 1 for text in group)
