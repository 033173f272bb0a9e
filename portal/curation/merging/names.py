"""The folded names and document numbers of a record, by which duplicates are found."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.text.folding import fold

_NUMERALS = re.compile("[0-9〇一二三四五六七八九十百千万亿首]+")
# 国办发〔2016〕55号, 国务院令第716号; for folded texts.
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})\(((?:19|20)[0-9]{2})\)第?([0-9]+)号")
_ORDER = re.compile("([\u4e00-\u9fff]{1,12}令)()第?([0-9]+)号")


@dataclass(frozen=True)
class Names:
    """A record's folded names and its document numbers: (issuer, year, number)."""

    names: tuple[str, ...]
    numbers: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, names: Iterable[str], texts: Iterable[str]) -> "Names":
        folded = dict.fromkeys(fold(name) for name in names if name)
        return cls(tuple(folded), frozenset(_numbers(texts)))

    @property
    def rows(self) -> Iterator[tuple[str, int, str]]:
        """(mark, length, text) as stored in `KnownName`."""
        yield from ((numerals(name), len(name), name) for name in self.names)
        yield from ((f"{year}/{number}", 0, issuer) for issuer, year, number in self.numbers)

    def new_since(self, before: "Names") -> "Names":
        names = tuple(name for name in self.names if name not in before.names)
        return Names(names, self.numbers - before.numbers)


NO_NAMES = Names((), frozenset())


def _numbers(texts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for text in texts:
        if "号" in text:
            for pattern in (_NUMBER, _ORDER):
                yield from (match.groups() for match in pattern.finditer(fold(text)))


def numerals(name: str) -> str:
    return " ".join(_NUMERALS.findall(name))
