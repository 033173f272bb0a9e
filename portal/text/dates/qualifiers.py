"""Precisions of a date, and the qualifiers of one that is uncertain or counted in months or years.

A qualifier says in which words an interval is known, so that it is shown in no others.
"""

from datetime import date
from typing import NamedTuple

YEAR, MONTH, DAY, RANGE = "year", "month", "day", "range"  # precisions

# An open end is filed up to these days, which are never shown. The first is the foundation of
# the People's Republic; no source tells of a government before it.
EARLIEST, LATEST = date(1949, 10, 1), date(2099, 12, 31)

ABOUT, BEFORE, AFTER = "about", "before", "after"
OPEN = (BEFORE, AFTER)
MONTHS, YEARS = "months", "years"  # a range of whole months or years


class DateError(ValueError):
    """A text that cannot be read as a date; the message is a Chinese sentence.

    `sentence` is the message before its `values` are filled in.
    """

    def __init__(self, sentence: str, **values):
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


class Third(NamedTuple):
    """The first, second or last (0, 1, 2) third of a month or year, as `word` names it.

    A third of a year is four months: 年初 and 年底 are mostly meant more narrowly, but no
    source says how narrowly.
    """

    unit: str
    number: int
    word: str
    english: str


THIRDS = {
    "first_ten": Third(MONTH, 0, "上旬", "early {}"),
    "middle_ten": Third(MONTH, 1, "中旬", "mid-{}"),
    "last_ten": Third(MONTH, 2, "下旬", "late {}"),
    "month_start": Third(MONTH, 0, "初", "beginning of {}"),
    "month_middle": Third(MONTH, 1, "中", "middle of {}"),
    "month_end": Third(MONTH, 2, "底", "end of {}"),
    "year_start": Third(YEAR, 0, "初", "beginning of {}"),
    "year_middle": Third(YEAR, 1, "中", "middle of {}"),
    "year_end": Third(YEAR, 2, "底", "end of {}"),
}

# Qualifier → the pattern that is filled with the named date, in Chinese and in English.
CHINESE = {ABOUT: "约{}", BEFORE: "{}之前", AFTER: "{}之后"}
CHINESE |= {name: f"{{}}{third.word}" for name, third in THIRDS.items()}
ENGLISH = {ABOUT: "about {}", BEFORE: "before {}", AFTER: "after {}"}
ENGLISH |= {name: third.english for name, third in THIRDS.items()}

# Qualifier → its name in lists of choices.
QUALIFIERS = {ABOUT: "约", BEFORE: "之前", AFTER: "之后", MONTHS: "起止月", YEARS: "起止年"}
QUALIFIERS |= {
    name: third.word if "旬" in third.word else {MONTH: "月", YEAR: "年"}[third.unit] + third.word
    for name, third in THIRDS.items()
}
