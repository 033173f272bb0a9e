"""Parses the query language of the search box into words that must or must not occur.

    政务 “一网通办” 2016 -试点

Words are separated by white space and must all occur. Quotation marks make a literal phrase; a
leading hyphen excludes records with the word. Title marks 《》 are not quotation marks, because
titles are pasted with them. Quotation marks inside a word, as in a pasted title, belong to it.

A document number finds the document in whatever brackets it is printed: 国发[2016]55号.

A date without quotation marks finds records that contain it or are dated in it: 2016,
2016年9月, 2016.9.5, 二〇一六年九月五日. It may contain spaces: 2016 年 9 月.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.text import document_numbers, numerals
from portal.text.dates import YEARS, DateError, PartialDate, read_typed
from portal.text.folding import fold

# Any two double ones form a pair, because input methods confuse them.
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
_DIGIT = "0-9０-９〇○零一二三四五六七八九十"
_NUMBER = rf"[{_DIGIT}]{{1,3}}\s*"
_SPACED_DATE = rf"[{_DIGIT}]{{4}}\s*年(?:\s*{_NUMBER}月(?:\s*{_NUMBER}[日号])?)?(?!\S)"
_TERM = re.compile(rf"(?P<minus>[-－](?=[^\s\-－]))?(?P<typed>{_SPACED_DATE}|(?:{_PHRASE}|\S)+)")
_PHRASES = re.compile(f"(?:{_PHRASE})+")
_EACH_PHRASE = re.compile(_PHRASE)
# The characters of dates; other text is never read as a date.
_DATE = re.compile(rf"[{_DIGIT}年月日号至./．／\-－—–~～\s]+")


@dataclass(frozen=True)
class Word:
    """`typed` has its quotation marks but no hyphen; any of the folded `spellings` matches.

    `date` is set if the whole word is a date, `number` if it is a document number (its key).
    """

    typed: str
    spellings: tuple[str, ...]
    date: PartialDate | None = None
    quoted: bool = False
    number: str = ""

    @property
    def meaning(self) -> tuple[str, ...]:
        """What it asks for, however it was typed."""
        return (self.date.iso if self.date else "", *sorted(self.spellings))

    def __str__(self) -> str:
        return f"“{self.typed[1:-1] if self.quoted else self.typed}”"


@dataclass(frozen=True)
class Query:
    """Matches texts with all `words` and none of `without`."""

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.without)

    @property
    def meaning(self) -> tuple:
        return tuple(
            tuple(sorted(word.meaning for word in words)) for words in (self.words, self.without)
        )

    @property
    def typed(self) -> str:
        """A text that is this query."""
        return " ".join(
            [*(word.typed for word in self.words), *(f"-{word.typed}" for word in self.without)]
        )

    def __str__(self) -> str:
        """The words as they were typed, each in quotation marks: “数据”“共享” -“试点”."""
        return "".join(str(word) for word in self.words) + "".join(
            f" -{word}" for word in self.without
        )


def parse(text: str) -> Query:
    """The query; any text is valid, at worst as an empty query."""
    terms = list(_TERM.finditer(text))
    words = [_word(typed) for term in terms if not term["minus"] for typed in _parts(term)]
    without = [_word(typed) for term in terms if term["minus"] for typed in _parts(term)]
    return Query(_distinct(words), _distinct(without))


def _parts(term: re.Match) -> Iterator[str]:
    """“数据共享”“一网通办” are two phrases, 推进“一网通办”改革 is one word."""
    typed = term["typed"]
    return iter(_EACH_PHRASE.findall(typed) if _PHRASES.fullmatch(typed) else [typed])


def _word(typed: str) -> Word:
    folded = fold(typed)
    number = document_numbers.parse(typed)
    key = number.key if number else ""
    if _EACH_PHRASE.fullmatch(typed):
        return Word(typed, (folded,), quoted=True, number=key)
    date = _date(folded) if _DATE.fullmatch(typed) else None
    return Word(typed, numerals.spellings(folded), date, number=key)


def _date(folded: str) -> PartialDate | None:
    """None for two years, too: 2006—2020年 is mostly part of a title."""
    try:
        date = read_typed(numerals.arabic(folded).replace("号", "日"))
    except DateError:
        return None
    return None if date.qualifier == YEARS else date


def _distinct(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words without repetitions (by meaning) and without empty ones."""
    asked = {}
    for word in words:
        if word.spellings[0]:
            asked.setdefault(word.meaning, word)
    return tuple(asked.values())
