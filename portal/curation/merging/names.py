"""The folded names and document numbers of a record, by which duplicates are found."""

import re
from collections.abc import Iterable

from portal.text.folding import fold

_NUMERALS = re.compile("[0-9〇一二三四五六七八九十百千万亿首]+")
# 国办发〔2016〕55号, 国务院令第716号; for folded texts.
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})\(((?:19|20)[0-9]{2})\)第?([0-9]+)号")
_ORDER = re.compile("([\u4e00-\u9fff]{1,12}令)()第?([0-9]+)号")

Names = frozenset[tuple[str, int, str]]  # (mark, length, text) as stored in `KnownName`
NO_NAMES: Names = frozenset()


def names_from(names: Iterable[str], texts: Iterable[str]) -> Names:
    """The names, and the document numbers that the texts contain."""
    folded = [fold(name) for name in names if name]
    found = {(" ".join(_NUMERALS.findall(name)), len(name), name) for name in folded}
    for text in (fold(text) for text in texts if "号" in text):
        for issuer, year, number in [*_NUMBER.findall(text), *_ORDER.findall(text)]:
            found.add((f"{year}/{number}", 0, issuer))
    return frozenset(found)
