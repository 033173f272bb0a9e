"""The values of a document that lists count, as two short texts that many documents share.

"policy 201804 201805 kind=document source=1"     type, months ("-" without a date), values
"body=12 body=15"                                 links
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

Keys = Iterable[str | int]


class Counted(NamedTuple):
    """Months as 201804, None without a date; `values` by dimension."""

    type: str
    first_month: int | None
    last_month: int | None
    values: dict[str, list[str]]

    @classmethod
    def read(cls, text: str) -> "Counted":
        type_, first, last, values = text.split(" ", 3)
        return cls(type_, _number(first), _number(last), _read_values(values))


@lru_cache
def _read_values(text: str) -> dict[str, list[str]]:
    """Cached, because the values without months are the same in thousands of texts."""
    return read(text.split())


def write(type_: str, months: Iterable[int | None], values: Mapping[str, Keys]) -> str:
    return " ".join([type_, *(str(month or "-") for month in months), *tokens(values), ""])


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
