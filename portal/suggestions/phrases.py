"""Extracts the commonest phrases from the texts, because no dictionary has 一网通办 or 放管服.

A phrase is a substring that occurs in several texts, has more cohesion than by chance (pointwise
mutual information), and has free ends: the neighbouring characters vary (unlike 务服务平), and
no word is cut (unlike 推动政|务).
"""

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import log2
from pathlib import Path

SHORTEST, LONGEST = 3, 10  # characters
# A phrase occurs in at least 3 texts, and in 2 of 1,000.
FEWEST, FEWEST_IN_A_THOUSAND = 3, 2
FREEDOM = 1.0  # bits; the entropy of two equally frequent neighbours
COHESION = 8.0  # times as frequent together as by chance
END = "\n"  # after each run

# Digits and punctuation end a run, because phrases contain no numbers.
_RUN = re.compile(r"[\u3400-\u9fff+A-Za-z]+")
_STOP_WORDS = tomllib.loads(Path(__file__).with_name("stop_words.toml").read_text("utf-8"))


def _stop_words(place: str) -> tuple[str, ...]:
    groups = [group for group in _STOP_WORDS["group"] if group["at"] in (place, "both")]
    return tuple(word for group in groups for word in group["words"])


_NO_BEGINNING, _NO_END = _stop_words("beginning"), _stop_words("end")


def commonest(texts: Iterable[str], most: int = 300) -> list[tuple[str, int]]:
    """(phrase, number of texts), sorted by number of texts and then by cohesion."""
    pieces = Pieces.of([_RUN.findall(unicodedata.normalize("NFKC", text)) for text in texts])
    found = [
        (piece, pieces.number_of_texts(piece))
        for piece in filter(_names_something, pieces.places)
        if pieces.knit(piece) >= COHESION and pieces.begins_free(piece) and pieces.ends_free(piece)
    ]
    return sorted(found, key=lambda phrase: (-phrase[1], -pieces.knit(phrase[0]), phrase[0]))[:most]


def _names_something(piece: str) -> bool:
    if not SHORTEST <= len(piece) <= LONGEST:
        return False
    return not (piece.startswith(_NO_BEGINNING) or piece.endswith(_NO_END))


@dataclass(frozen=True)
class Pieces:
    """Positions of pieces (substrings) in `line`, which is all runs with END after each."""

    line: str
    text_of: list[int]  # position in the line → number of the text
    places: dict[str, list[int]]  # piece → its positions
    characters: int

    @classmethod
    def of(cls, texts: list[list[str]]) -> "Pieces":
        """The pieces that occur in enough texts; each text is given as its runs."""
        line = "".join(run + END for runs in texts for run in runs)
        lengths = [sum(len(run) + 1 for run in runs) for runs in texts]
        text_of = [number for number, length in enumerate(lengths) for _ in range(length)]
        characters = len(line) - line.count(END)
        pieces = cls(line, text_of, {}, characters)
        fewest = max(FEWEST, len(texts) * FEWEST_IN_A_THOUSAND // 1000)
        here = [at for at, mark in enumerate(line) if mark != END]
        for length in range(1, LONGEST + 1):
            here = pieces._find(here, length, fewest)
        return pieces

    def _find(self, here: list[int], length: int, fewest: int) -> list[int]:
        """Add the pieces of this length that begin `here`; returns where longer ones may begin."""
        found = defaultdict(list)
        for at in here:
            found[self.line[at : at + length]].append(at)
        frequent = {
            piece: places
            for piece, places in found.items()
            if len(places) >= fewest and len({self.text_of[at] for at in places}) >= fewest
        }
        self.places.update(frequent)
        # A longer piece can be frequent only if both its parts are.
        begins = set(chain.from_iterable(frequent.values()))
        return [at for at in begins if at + 1 in begins]

    def occurrences(self, piece: str) -> int:
        return len(self.places.get(piece, ()))

    def number_of_texts(self, piece: str) -> int:
        return len({self.text_of[at] for at in self.places[piece]})

    def cohesion(self, first: str, second: str) -> float:
        """How many times as frequent the two are together as by chance."""
        together = self.occurrences(first + second) * self.characters
        return together and together / (self.occurrences(first) * self.occurrences(second))

    def knit(self, piece: str) -> float:
        """The least cohesion of any two parts."""
        return min(self.cohesion(piece[:cut], piece[cut:]) for cut in range(1, len(piece)))

    def begins_free(self, piece: str) -> bool:
        before = Counter(self.line[at - 1] if at else END for at in self.places[piece])
        own = self.cohesion(piece[0], piece[1])
        cut = [mark for mark in before if mark != END and self.cohesion(mark, piece[0]) > own]
        return _free(before, cut)

    def ends_free(self, piece: str) -> bool:
        after = Counter(self.line[at + len(piece)] for at in self.places[piece])
        own = self.cohesion(piece[-2], piece[-1])
        cut = [mark for mark in after if mark != END and self.cohesion(piece[-1], mark) > own]
        return _free(after, cut)


def _free(neighbours: Counter, cut: list[str]) -> bool:
    """Whether the neighbours vary, and few of them (`cut`) form a word with the piece's end."""
    parted = sum(neighbours[mark] for mark in cut)
    return 2 * parted < neighbours.total() and _entropy(neighbours) >= FREEDOM


def _entropy(neighbours: Counter) -> float:
    """In bits; each end of a run counts as a different neighbour."""
    total = neighbours.total()
    shares = [1 / total] * neighbours[END]
    shares += [number / total for mark, number in neighbours.items() if mark != END]
    return -sum(share * log2(share) for share in shares)
