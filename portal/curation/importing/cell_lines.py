"""A cell that holds a list: a line for each part, and what is said of it between bars.

    修订｜某办法｜国务院公报｜第 3 页｜https://…｜引文

In what stands between bars, a line break is written \\n, a bar \\|, and a backslash \\\\. In a line
without a full-width bar, the half-width one is read as the bar.
"""

from collections.abc import Iterable

BAR = "｜"
_ESCAPES = {"\\": "\\\\", "\n": "\\n", BAR: "\\|"}
_ESCAPED = {written: plain for plain, written in _ESCAPES.items()}


def read(text: str) -> list[list[str]]:
    """The texts of each line that is not blank, without blanks at their ends."""
    return [_texts(line) for line in text.splitlines() if line.strip()]


def write(lines: Iterable[Iterable[str]]) -> str:
    """Without empty texts at the ends of lines."""
    return "\n".join(BAR.join(map(_escape, texts)).rstrip(BAR) for texts in lines)


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(one, one) for one in text)


def _texts(line: str) -> list[str]:
    bar = BAR if BAR in line else "|"
    texts, at = [""], 0
    while at < len(line):
        plain = _ESCAPED.get(line[at : at + 2])
        if plain is None and line[at] == bar:
            texts.append("")
        else:
            texts[-1] += plain or line[at]
        at += 2 if plain else 1
    return [text.strip() for text in texts]
