"""Document numbers 发文字号: 国办发〔2016〕55号, 公告2016年第3号, 国务院令第716号.

A number consists of the issuer's code, the year (which orders lack), and a serial number. Texts
are compared folded (`portal.text.folding`), so that all brackets are the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.text.folding import fold
from portal.text.numerals import arabic

_YEAR = r"(?:\((?P<bracketed>(?:19|20)[0-9]{2})\)|(?P<plain>(?:19|20)[0-9]{2})年)"
_SERIAL = "第?(?P<serial>[0-9]{1,6})"
_HAN = "\u4e00-\u9fff"
# In a text the words before a number are taken for part of its issuer's code.
_IN_TEXTS = (
    re.compile(f"(?P<issuer>[{_HAN}]{{2,12}}){_YEAR}{_SERIAL}号"),
    re.compile(rf"(?P<issuer>[{_HAN}]{{1,12}}令)\(?{_SERIAL}号"),
)
# Alone, a number may be longer, and lack its last character: 国发〔2016〕55, 国发〔2016〕55号文.
_ALONE = (
    re.compile(f"(?P<issuer>[{_HAN}a-z]{{2,40}}){_YEAR}{_SERIAL}号?文?"),
    re.compile(rf"(?P<issuer>[{_HAN}a-z]{{1,40}}(?:令|公告|通告))\(?{_SERIAL}号?\)?"),
)
# Folding drops these as title marks, but in a number they are brackets.
_ANGLED = str.maketrans("〈〉《》<>＜＞", "()()()()")


@dataclass(frozen=True)
class DocumentNumber:
    """`issuer` is the folded code, as 国办发 or 国务院令; `year` is "" if the number has none."""

    issuer: str
    year: str
    serial: int

    @property
    def mark(self) -> str:
        """Year and serial number: what does not depend on how the issuer is written."""
        return f"{self.year}/{self.serial}"

    @property
    def key(self) -> str:
        """The same text for all ways to write the number; without spaces."""
        return f"{self.issuer}/{self.mark}"


def parse(text: str) -> DocumentNumber | None:
    """The number that a text is, however it is written; None if it is none."""
    plain = arabic(fold(text.translate(_ANGLED))).replace(" ", "")
    return next((_number(match) for one in _ALONE if (match := one.fullmatch(plain))), None)


def find(text: str) -> Iterator[DocumentNumber]:
    """The numbers that a text contains; their issuers may begin with words before the code."""
    if "号" in (plain := arabic(fold(text))):
        for pattern in _IN_TEXTS:
            yield from map(_number, pattern.finditer(plain))


def key_of(text: str) -> str:
    """What is the same in all spellings of a number; of one that does not parse, its own text."""
    number = parse(text)
    return number.key if number else fold(text)


def _number(match: re.Match) -> DocumentNumber:
    parts = match.groupdict()
    year = parts.get("bracketed") or parts.get("plain") or ""
    return DocumentNumber(parts["issuer"], year, int(parts["serial"]))
