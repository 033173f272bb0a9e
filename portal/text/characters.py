"""Characters that no record's text may contain, because they are invisible and break files.

Knows no Django: spreadsheets, models and checks all use this module.
"""

import re

# Control characters except tabs and line ends; separators that some programs treat as line
# ends; lone halves of surrogate pairs; the two code points that XML forbids.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
_LINE_BREAK = re.compile("[\t\r\n]")


def why_refused(text: str, *, is_one_line: bool = False) -> str:
    """A Chinese sentence that names the first such character and its position, or ""."""
    if found := _UNPRINTABLE.search(text):
        place = found.start() + 1
        return f"第 {place} 个字符是看不见的控制字符（U+{ord(found[0]):04X}）：请删去。"
    if is_one_line and (found := _LINE_BREAK.search(text)):
        before = text[: found.start()][-10:]
        what = "制表符" if found[0] == "\t" else "换行"
        return f"“{before}”之后有{what}：这一栏只写一行，请删去。"
    return ""


def made_visible(text: str) -> str:
    """`text` with a visible sign for each: ␇ for U+0007, � where Unicode has none."""
    return _UNPRINTABLE.sub(lambda found: _sign(ord(found[0])), text)


def _sign(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
