"""A record's words as search looks for them: folded, and kept apart by what they are.

    titles ␌ names ␋ wordings ␜ readings ␝ marks

Within each group the texts stand on lines of their own, so that no match runs from
one into the next. The readings are the texts that have errata, as they should read.
The marks are a character that every text has, and those of its date (`portal.index.date_marks`);
they let the text index find all texts but some, or those of a date.
"""

from collections.abc import Iterable

from portal.text.folding import fold

LINE = "\n"
NAMES, WORDINGS, READINGS, MARKS = "\f", "\v", "\x1c", "\x1d"
SEPARATORS = LINE + NAMES + WORDINGS + READINGS + MARKS

# Of the private plane, of which folding leaves nothing in a text.
EVERY = chr(0xF0000)


def compose(
    titles: Iterable[str],
    names: Iterable[str],
    wordings: Iterable[str],
    readings: Iterable[str],
    marks: Iterable[str],
) -> str:
    groups = [_lines(group) for group in (titles, names, wordings, readings)]
    ends = (NAMES, WORDINGS, READINGS, MARKS)
    words = "".join(group + end for group, end in zip(groups, ends, strict=True))
    return words + LINE.join(marks) + LINE


def _lines(texts: Iterable[str]) -> str:
    folded = (fold(text) for text in texts)
    return LINE.join(dict.fromkeys(text for text in folded if text))
