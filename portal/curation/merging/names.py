"""The folded names and document numbers of a record, by which duplicates are found."""

import re
from collections.abc import Iterable

from portal.text.document_numbers import find, parse
from portal.text.folding import fold

_NUMERALS = re.compile("[0-9〇一二三四五六七八九十百千万亿首]+")

Names = frozenset[tuple[str, int, str]]  # (mark, length, text) as stored in `KnownName`
NO_NAMES: Names = frozenset()


def names_from(names: Iterable[str], texts: Iterable[str], numbers: Iterable[str] = ()) -> Names:
    """The names, the document numbers that the texts contain, and the record's own numbers."""
    folded = [fold(name) for name in names if name]
    found = {(" ".join(_NUMERALS.findall(name)), len(name), name) for name in folded}
    for text in texts:
        found |= {(number.mark, 0, number.issuer) for number in find(text)}
    return frozenset(found | {_of_number(number) for number in numbers if number})


def _of_number(text: str) -> tuple[str, int, str]:
    """A number that does not parse is its own mark, of no issuer."""
    number = parse(text)
    return (number.mark, 0, number.issuer) if number else (fold(text), 0, "")
