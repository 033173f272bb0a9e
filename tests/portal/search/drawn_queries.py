"""Queries as people type them, cut out of texts by Hypothesis."""

from datetime import date

from hypothesis import strategies as st
from opencc import OpenCC

from portal.search.query import Query, parse

TRADITIONAL = OpenCC("s2t")
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})
AS_TYPED = [
    lambda text: text,
    lambda text: text,
    str.upper,
    lambda text: text.translate(WIDE),
    lambda text: "".join(map(TRADITIONAL.convert, text)),
    lambda text: f"“{text}”",
    lambda text: f"“{' '.join(text)}”",
    lambda text: f"「{text.upper()}」",
    lambda text: f"-{text}",
    lambda text: f'-"{text}"',
]
DOUBLE = '"＂“”„‟〝〞〟'
YEARS = st.integers(1000, 9999) | st.integers(2014, 2025)
DATES = st.dates(date(2013, 1, 1), date(2025, 12, 31))
AS_DATED = ["{0}年", "{0}年{1}月", "{0}.{1}", "{0}-{1:02}", "{0}年{1}月{2}日", "{0}/{1}/{2}"]


@st.composite
def cuts(draw, texts: list[str]) -> str:
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text) - 1))
    return text[start : start + draw(st.integers(1, 20))]


@st.composite
def queries(draw, texts: list[str]) -> Query:
    words = [
        draw(st.sampled_from(AS_TYPED))(draw(cuts(texts)))
        for _ in range(draw(st.sampled_from([1, 1, 2, 3, 4])))
    ]
    if draw(st.integers(0, 4)) == 0:
        words.append(str(draw(YEARS)))
    if draw(st.integers(0, 4)) == 0:
        day = draw(DATES)
        dated = draw(st.sampled_from(AS_DATED)).format(day.year, day.month, day.day)
        words.append(draw(st.sampled_from(["", "", "-", '"'])) + dated)
    return parse(" ".join(words))
