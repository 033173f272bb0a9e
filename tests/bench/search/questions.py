"""What is asked: common words, and rarer ones that the corpus itself provides."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from portal.index.text_index.document_text import READINGS, WORDINGS
from portal.search.query import Query, parse

COMMON, MIDDLING, RARE = "common", "middling", "rare"
COMMON_WORDS = (
    *("数", "数据", "互联网", "政务服务", "一网通办", "互联网+政务服务"),
    *("全国一体化政务服务平台", "国家治理体系和治理能力现代化"),
)
COMMONEST = "数据"
LENGTHS = (1, 2, 3, 4, 8)
# Rare is what stands in about so many texts; middling, in about one of so many.
RARE_TEXTS, MIDDLING_SHARE = 10, 100
# Texts in which words are counted, of those the ones whose words are tried, words of a kind tried.
SAMPLE, SOURCES, TRIED = 2_000, 40, 12


@dataclass(frozen=True)
class Question:
    """A list's query string; `where` says in SQL what it asks besides words, for the yardstick."""

    words: str
    frequency: str
    others: dict[str, str] = field(default_factory=dict)
    where: str = ""

    @property
    def data(self) -> QueryDict:
        return QueryDict(urlencode({"q": self.words, **self.others}))

    @property
    def query(self) -> Query:
        return parse(self.words)

    def __str__(self) -> str:
        return " ".join([self.words, *(f"{name}={value}" for name, value in self.others.items())])


def composed() -> list[Question]:
    """Several words, words left out, filters."""
    of_2020 = "kind = 'document' AND first_month <= 202012 AND last_month >= 202001"
    return [
        Question("数据 平台", COMMON),
        Question("数据 -共享", COMMON),
        Question("数 一网通办", COMMON),
        Question("数据", COMMON, {"year": "2020", "kind": "document"}, of_2020),
        Question("一网通办", COMMON, {"year": "2020", "kind": "document"}, of_2020),
    ]


def tried(texts: Iterable[tuple[int, str]], count: int) -> dict[tuple[int, str], list[str]]:
    """(length, frequency) → words that may be of it, out of a few texts spread over all.

    They are as often in a sample as they should be, so far as a sample can tell.
    """
    step = max(count // SAMPLE, 1)
    sample = {place: _wording(text) for place, text in texts if place % step == 0}
    sources = [sample[place] for place in sorted(sample)][:: max(len(sample) // SOURCES, 1)]
    return {
        (length, frequency): words
        for length in LENGTHS
        for frequency, words in _by_frequency(sample.values(), sources, length).items()
    }


def _by_frequency(
    sample: Iterable[str], sources: Iterable[str], length: int
) -> dict[str, list[str]]:
    stands_in = Counter(word for text in sample for word in _cuts(text, length))
    here = [word for text in sources for word in sorted(_cuts(text, length))]
    wanted = SAMPLE / MIDDLING_SHARE
    near = {word for word, number in stands_in.items() if wanted / 2 <= number <= wanted * 2}
    rare = {word for word, number in stands_in.items() if number == 1}
    return {
        MIDDLING: _some([word for word in here if word in near]),
        RARE: _some([word for word in here if word in rare]),
    }


def _some(words: list[str]) -> list[str]:
    words = list(dict.fromkeys(words))
    return words[:: max(len(words) // TRIED, 1)][:TRIED]


def wanted(frequency: str, count: int) -> float:
    """In how many of `count` texts a word of that frequency should stand."""
    return RARE_TEXTS if frequency == RARE else count / MIDDLING_SHARE


def nearest(words: dict[str, int], wanted: float) -> str | None:
    """Of words with their numbers of texts, that whose number is nearest to the wanted one."""
    return min(words, key=lambda word: (abs(words[word] - wanted), word), default=None)


def _wording(text: str) -> str:
    return text.partition(WORDINGS)[2].partition(READINGS)[0]


def _cuts(text: str, length: int) -> set[str]:
    """All words of a length that are letters and nothing else, as nobody types half a mark."""
    cuts = {text[at : at + length] for at in range(len(text) - length + 1)}
    return {word for word in cuts if all("\u4e00" <= letter <= "\u9fff" for letter in word)}
