"""Finds likely duplicates of a record by similar names or equal document numbers.

Curators decide whether they are duplicates. Names are compared folded; names with different
numerals, such as the third and the fourth forum, are never similar.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz, process

from portal.models.base import RecordTable
from portal.text.folding import fold

ALIKE = 85  # per cent; names that are at least as similar are likely duplicates
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

    def new_since(self, before: "Names") -> "Names":
        names = tuple(name for name in self.names if name not in before.names)
        return Names(names, self.numbers - before.numbers)


NO_NAMES = Names((), frozenset())


def _numbers(texts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for text in texts:
        if "号" in text:
            for pattern in (_NUMBER, _ORDER):
                yield from (match.groups() for match in pattern.finditer(fold(text)))


def _numerals(name: str) -> str:
    return " ".join(_NUMERALS.findall(name))


class Duplicates:
    """Finds duplicates among the records of `model`; two queries or a few more.

    `known_by` and `numbered_in` of the model name the fields to compare.
    """

    def __init__(self, model: type[RecordTable]):
        # Numerals of a name → (names, keys of their records).
        self._named: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        self._numbered: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for lookup in model.known_by:
            stored = model._base_manager.exclude(**{lookup: ""}).exclude(**{lookup: None})
            for key, name in stored.values_list("pk", lookup):
                self.add(key, Names.of([name], []))
        bearing = [(f"{name}__contains", "号") for name in model.numbered_in]
        if bearing:
            stored = model._base_manager.filter(Q(*bearing, _connector=Q.OR))
            for key, *texts in stored.values_list("pk", *model.numbered_in):
                self.add(key, Names.of([], texts))

    def add(self, key: int, known: Names) -> None:
        """Add a record; one that is not stored needs a key of its own."""
        for name in known.names:
            names, keys = self._named[_numerals(name)]
            names.append(name)
            keys.append(key)
        for issuer, year, number in known.numbers:
            self._numbered[year, number].append((issuer, key))

    def of(self, known: Names) -> set[int]:
        """The keys of likely duplicates, including the record itself."""
        return {*self._alike(known), *self._of_one_number(known)}

    def _alike(self, known: Names) -> Iterator[int]:
        for name in known.names:
            names, keys = self._named[_numerals(name)]
            near = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
            yield from (keys[at] for _, _, at in near)

    def _of_one_number(self, known: Names) -> Iterator[int]:
        for issuer, year, number in known.numbers:
            for other, key in self._numbered[year, number]:
                # The pattern may take words before the issuer for part of its name.
                if issuer.endswith(other) or other.endswith(issuer):
                    yield key
