"""What lists count and filter a document by, as two short texts that many documents share.

"policy 2018 2018 kind=document on=policy on=timeline source=1 "
                                the combination: type, years ("-" without a date), values, lists
"body=12 body=15"               the links
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

LIST = "on"  # the dimension of lists
Keys = Iterable[str | int]
Years = tuple[int | None, int | None]  # the first and the last, None without a date


class Counted(NamedTuple):
    """A combination: years are None without a date; `values` by dimension, the lists among them.

    `alike` is the same in combinations that differ by their years only.
    """

    type: str
    first_year: int | None
    last_year: int | None
    values: dict[str, list[str]]
    alike: str

    @property
    def years(self) -> Years:
        return self.first_year, self.last_year

    @classmethod
    @lru_cache(10_000)  # of which most are asked for with every page
    def read(cls, text: str) -> "Counted":
        type_, first, last, values = text.split(" ", 3)
        return cls(type_, _number(first), _number(last), read(values.split()), f"{type_} {values}")


class Common(NamedTuple):
    """A stored combination, and how many documents have it."""

    key: int
    counted: Counted
    number: int


def write(
    type_: str, years: Iterable[int | None], values: Mapping[str, Keys], lists: Iterable[str]
) -> str:
    return " ".join(
        [type_, *(str(year or "-") for year in years), *tokens({LIST: lists, **values}), ""]
    )


def read(tokens: Iterable[str]) -> dict[str, list[str]]:
    """Dimension → its keys."""
    found: dict[str, list[str]] = {}
    for token in tokens:
        dimension, _, key = token.partition("=")
        found.setdefault(dimension, []).append(key)
    return found


def token(dimension: str, key: str | int) -> str:
    """A value as it is written in these texts, between spaces."""
    return f" {dimension}={key} "


def tokens(keys: Mapping[str, Keys]) -> list[str]:
    return [f"{name}={key}" for name in sorted(keys) for key in sorted(set(keys[name]))]


def month(day: date | None) -> int | None:
    return day and day.year * 100 + day.month


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)
