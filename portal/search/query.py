"""What a reader types into the search box → the words that must and must not occur.

    政务 “一网通办” 2016 -试点

Words stand apart by white space and must all occur. A phrase in quotation marks is taken as it
stands; a hyphen in front leaves out what has the word. Title marks are no quotation marks: titles
are pasted with them. Quotation marks within a word, as in a pasted title, are part of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.folding import fold
from portal.search import numerals

# Input methods mix up the double ones, opening and closing, full and half width.
_DOUBLE = '"＂“”„‟〝〞〟'
_PHRASE = "|".join(
    [
        f"[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]",
        "‘[^‘’]*’",
        "「[^「」]*」",
        "『[^『』]*』",
        "｢[^｢｣]*｣",
        "«[^«»]*»",
    ]
)
_TERM = re.compile(rf"(?P<minus>[-－](?=[^\s\-－]))?(?P<typed>(?:{_PHRASE}|\S)+)")
_PHRASES = re.compile(f"(?:{_PHRASE})+")
_EACH_PHRASE = re.compile(_PHRASE)
_YEAR = re.compile("[1-9１-９][0-9０-９]{3}")


@dataclass(frozen=True)
class Word:
    """`typed`: with its quotation marks, without the hyphen; `spellings`: folded, any will do.

    `year`: of a word that is nothing but a year.
    """

    typed: str
    spellings: tuple[str, ...]
    year: int | None = None
    quoted: bool = False

    def __str__(self) -> str:
        return f"“{self.typed[1:-1] if self.quoted else self.typed}”"


@dataclass(frozen=True)
class Query:
    """What has all `words` and none of `without`."""

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.without)

    def __str__(self) -> str:
        """The words as they were typed, each in quotation marks: “数据”“共享” -“试点”."""
        return "".join(str(word) for word in self.words) + "".join(
            f" -{word}" for word in self.without
        )


def parse(text: str) -> Query:
    """Any text is a query, if only an empty one."""
    terms = list(_TERM.finditer(text))
    words = [_word(typed) for term in terms if not term["minus"] for typed in _parts(term)]
    without = [
        _word(typed, may_be_year=False) for term in terms if term["minus"] for typed in _parts(term)
    ]
    return Query(_distinct(words), _distinct(without))


def _parts(term: re.Match) -> Iterator[str]:
    """“数据共享”“一网通办” are two phrases, 推进“一网通办”改革 is one word."""
    typed = term["typed"]
    return iter(_EACH_PHRASE.findall(typed) if _PHRASES.fullmatch(typed) else [typed])


def _word(typed: str, may_be_year: bool = True) -> Word:
    folded = fold(typed)
    if _EACH_PHRASE.fullmatch(typed):
        return Word(typed, (folded,), quoted=True)
    year = int(typed) if may_be_year and _YEAR.fullmatch(typed) else None
    return Word(typed, numerals.spellings(folded), year)


def _distinct(words: Iterable[Word]) -> tuple[Word, ...]:
    """The first of those that ask for the same; those that ask for nothing are left out."""
    asked = {}
    for word in words:
        if word.spellings[0]:
            asked.setdefault((frozenset(word.spellings), word.year), word)
    return tuple(asked.values())
