"""Spells dates and ordinals in Chinese and in Arabic numerals: 第十四届 and 第14届.

Only unambiguous numerals: an ordinal after 第, a four-digit year before 年, a month before 月
and the day after it. 十四五, 三个月 and 一网通办 are left alone.
"""

import re
from collections.abc import Iterator
from itertools import product

MOST = 5  # numerals of which every combination of spellings is tried: 32
_DIGITS = "〇一二三四五六七八九"
_TO_ARABIC = str.maketrans(_DIGITS, "0123456789")
TO_CHINESE = str.maketrans("0123456789", _DIGITS)
_GREATEST = {"ordinal": 999, "month": 12, "day": 31}
_ANY = f"{_DIGITS}十百千万亿两几0-9."  # a numeral beside one of these is part of a longer one
# 近三月 and 第三月 count months; 一月一次 is a frequency, while 一月一日 is a date.
_TEMPLATE = (
    f"(?<=第)(?P<ordinal>N+)(?![{_ANY}])"
    f"|(?<![{_ANY}])(?P<year>D{{4}})(?=年)"
    f"|(?<![{_ANY}第前近头后每])(?P<month>N+)(?=月(?:[{_ANY}]+[日号]|(?![{_ANY}])))"
    "|(?<=月)(?P<day>N+)(?=[日号])"
)


def _pattern(number: str, digit: str) -> re.Pattern:
    return re.compile(_TEMPLATE.replace("N", number).replace("D", digit))


_CHINESE = _pattern(f"[{_DIGITS}十百]", f"[{_DIGITS}]")
_ARABIC = _pattern("[0-9]", "[0-9]")


def spellings(folded: str) -> tuple[str, ...]:
    """The folded text, followed by every combination of its numerals' spellings.

    With more than `MOST` numerals: unchanged, all in Arabic, all in Chinese.
    """
    numerals = sorted(_numerals(folded))
    if len(numerals) > MOST:
        return tuple(dict.fromkeys([folded, arabic(folded), _ARABIC.sub(_chinese, folded)]))
    choices, at = [], 0
    for start, end, other in numerals:
        choices += [(folded[at:start],), (folded[start:end], other)]
        at = end
    return tuple(map("".join, product(*choices, (folded[at:],))))


def arabic(folded: str) -> str:
    """All numerals in Arabic: 二〇一六年九月 → 2016年9月."""
    return _CHINESE.sub(_arabic, folded)


def _numerals(folded: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, other spelling) of each."""
    for pattern, respelt in ((_CHINESE, _arabic), (_ARABIC, _chinese)):
        for match in pattern.finditer(folded):
            if (other := respelt(match)) != match[0]:
                yield *match.span(), other


def _arabic(match: re.Match) -> str:
    if match.lastgroup == "year":
        year = match[0].translate(_TO_ARABIC)
        return match[0] if year.startswith("0") else year
    number = _NUMBERS.get(match[0])
    return str(number) if number and number <= _GREATEST[match.lastgroup] else match[0]


def _chinese(match: re.Match) -> str:
    if match[0].startswith("0"):
        return match[0]
    if match.lastgroup == "year":
        return match[0].translate(TO_CHINESE)
    number = int(match[0]) if len(match[0]) <= 3 else 0
    return in_chinese(number) if 0 < number <= _GREATEST[match.lastgroup] else match[0]


def in_chinese(number: int) -> str:
    """1 to 999: 十四, 一百〇五, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        written += "十" if number < 20 else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        written += "〇"
    return written + (_DIGITS[ones] if ones else "")


_NUMBERS = {in_chinese(number): number for number in range(1, 1000)}
