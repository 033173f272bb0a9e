from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.highlight import Piece, Snippet, Span, hits, pieces, snippets
from portal.search.query import parse
from portal.text.folding import fold, may_cut

SPECIAL = "国國务aAß㈱①“”—- \n零〇e\u0301ｶﾞ\u200d👩💻🏻，。"
texts = st.text(st.sampled_from(SPECIAL) | st.characters(), max_size=40)
queries = st.text(st.sampled_from(SPECIAL), min_size=1, max_size=5)


def marked(text, query, readings=()):
    return [text[slice(*span)] for span in hits(text, parse(query).words, readings)]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("政务服务与政务公开", "政务", ["政务", "政务"]),
        ("政务服务", "政务 服务", ["政务", "服务"]),
        ("政务服务", "政务服 务服务", ["政务服务"]),
        ("哈哈哈", "哈哈", ["哈哈哈"]),
        ("國務院ＡＰＰ", "国务院app", ["國務院ＡＰＰ"]),
        ("推进全国“一网通办”改革", "全国一网通办", ["全国“一网通办"]),
        ("二零一六年与2016年", "2016年", ["二零一六年", "2016年"]),
        ("Straße", "strasse", ["Straße"]),
        ("Maße", "s", ["ß"]),
        ("某㈱社", "株", ["㈱"]),
        ("①②", "1", ["①"]),
        ("ﬁne", "in", ["ﬁn"]),
        ("cafe\u0301s", "café", ["cafe\u0301"]),
        ("cafe\u0301s", "e", []),
        ("👩🏻\u200d💻写", "👩", ["👩🏻\u200d💻"]),
        ("政\n 务", "政务", ["政\n 务"]),
        ("a\n b ab", "“a b”", ["a\n b"]),
        ("第十四届", "第14届", ["第十四届"]),
        ("没有", "政务", []),
        ("", "政务", []),
    ],
)
def test_hits_are_marked_as_they_are_printed(text, query, found):
    assert marked(text, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("不打烊", ["不打样"]),
        ("开放版", ["开级版"]),
        ("全年不", ["全年不"]),
        ("全年不打烊服务", ["全年不打样服务"]),
        ("得服务", ["的的服务"]),
        ("的服务", ["的服务"]),
        ("年", ["年"]),
        ("打样", ["打样"]),
        ("打样 不打烊", ["不打样"]),
        ("没有", []),
    ],
)
def test_what_is_found_only_as_read_is_marked_where_it_is_printed(query, found):
    text = "开级版，全年不打样服务，的的服务"
    readings = [("不打样", "不打烊"), ("开级版", "开放版"), ("的的", "得")]
    readings += [("缺", "没有"), ("", "没有")]  # printed nowhere
    assert marked(text, query, readings) == found


def test_a_hit_across_a_deleted_misprint_takes_it_in():
    assert marked("政务务服务", "政务服务", [("务务服", "务服")]) == ["政务务服务"]
    assert marked("政务的的服务", "政务服务", [("的的", "")]) == ["政务的的服务"]
    assert marked("政务的的服务", "政务", [("的的", "")]) == ["政务"]


def test_a_hit_as_read_breaks_no_cluster():
    assert marked("ce\u0301", "x", [("e", "x")]) == ["e\u0301"]


@given(texts, queries)
def test_every_hit_is_a_hit_and_none_is_passed_over(text, query):
    words = parse(query).words
    spellings = [spelling for word in words for spelling in word.spellings]
    spans = hits(text, words)
    for start, end in spans:
        assert any(spelling in fold(text[start:end]) for spelling in spellings)
    cuts = [at for at in range(len(text) + 1) if may_cut(text, at)]
    for start in cuts:
        for end in cuts:
            shortest = start < end and any(
                spelling in fold(text[start:end])
                and spelling not in fold(text[_next(cuts, start) : end])
                and spelling not in fold(text[start : _former(cuts, end)])
                for spelling in spellings
            )
            assert not shortest or any(one <= start and end <= other for one, other in spans)


def _next(cuts, at):
    return cuts[cuts.index(at) + 1]


def _former(cuts, at):
    return cuts[cuts.index(at) - 1]


@given(texts, queries, st.lists(st.tuples(texts, texts), max_size=2))
def test_hits_are_in_order_apart_and_whole(text, query, readings):
    spans = hits(text, parse(query).words, readings)
    assert spans == sorted(spans)
    assert all(former.end <= span.start for former, span in pairwise(spans))
    assert all(start < end and may_cut(text, start) and may_cut(text, end) for start, end in spans)


@given(texts, queries)
def test_the_pieces_are_the_text(text, query):
    spans = hits(text, parse(query).words)
    cut = pieces(text, spans)
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.is_hit] == [text[slice(*span)] for span in spans]
    assert all(piece.text for piece in cut)


def test_a_text_is_cut_at_its_hits():
    assert pieces("政务服务", [Span(2, 4)]) == (Piece("政务", False), Piece("服务", True))
    assert pieces("政务", []) == (Piece("政务", False),)
    assert pieces("", []) == ()


def said(snippet):
    shown = "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in snippet.pieces)
    return f"{'…' * snippet.before}{shown}{'…' * snippet.after}"


def shown(text, query, **limits):
    return [said(snippet) for snippet in snippets(text, hits(text, parse(query).words), **limits)]


def test_a_short_text_is_shown_whole():
    text = "推进政务服务"
    assert snippets(text, hits(text, parse("政务").words)) == [
        Snippet(3, (Piece("推进", False), Piece("政务", True), Piece("服务", False)), False, False)
    ]


def test_hits_far_apart_have_windows_of_their_own():
    text = "甲" * 9 + "政务" + "乙" * 30 + "政务" + "丙" * 9
    assert shown(text, "政务", around=5) == [
        "…甲甲甲甲甲[政务]乙乙乙乙乙…",
        "…乙乙乙乙乙[政务]丙丙丙丙丙…",
    ]
    found = snippets(text, hits(text, parse("政务").words), around=5)
    assert [snippet.position for snippet in found] == [10, 42]


def test_neighbouring_hits_share_a_window():
    assert shown("甲甲甲政务乙乙政务丙丙丙", "政务", around=2) == ["…甲甲[政务]乙乙[政务]丙丙…"]


def test_a_window_does_not_grow_without_end():
    windows = shown("的甲" * 50, "的", most=9, around=5)
    assert len(windows) > 3
    assert all(len(window.replace("[", "").replace("]", "")) <= 32 for window in windows)


def test_text_between_windows_that_touch_is_not_left_out():
    first, second, *_ = snippets("的甲" * 50, hits("的甲" * 50, parse("的").words), around=5)
    assert (first.before, first.after, second.before) == (False, False, False)


def test_only_the_first_windows_are_shown():
    text = ("政务" + "乙" * 30) * 5
    assert shown(text, "政务", most=2, around=3) == ["[政务]乙乙乙…", "…乙乙乙[政务]乙乙乙…"]
    assert shown(text, "政务", most=0) == []


def test_a_window_is_cut_where_a_clause_ends():
    text = "这里写了很多很多字。这是，前一句政务后一句，还有很多很多字没有写"
    assert shown(text, "政务", around=8) == ["…这是，前一句[政务]后一句，还有很多…"]
    assert shown(text, "政务", around=6) == ["…前一句[政务]后一句，…"]


def test_a_clause_ends_with_its_closing_quotation_mark():
    text = "他们都说“这样很好。”然后推进政务甲乙丙丁，戊己庚辛壬癸子丑"
    assert shown(text, "政务", around=8) == ["…然后推进[政务]甲乙丙丁，…"]


def test_a_comma_within_a_number_ends_no_clause():
    assert shown("甲甲,乙乙乙政务丙1,0丁丁丁", "政务", around=5) == ["…乙乙乙[政务]丙1,0丁…"]


def test_a_window_breaks_no_cluster():
    text = "xe\u0301" * 9 + "政务" + "👩🏻\u200d💻" * 9
    assert shown(text, "政务", around=2) == ["…e\u0301[政务]👩🏻\u200d💻…"]
    assert shown(text, "政务", around=1) == ["…e\u0301[政务]👩🏻\u200d💻…"]


def start_of(snippet):
    lead = [] if snippet.pieces[0].is_hit else snippet.pieces[:1]
    return snippet.position - 1 - sum(len(piece.text) for piece in lead)


@given(texts, queries, st.integers(0, 4), st.integers(0, 6))
def test_windows_are_in_order_apart_whole_and_say_what_they_leave_out(text, query, most, around):
    spans = hits(text, parse(query).words)
    found = snippets(text, spans, most, around)
    assert len(found) <= most
    assert bool(found) == bool(spans and most)
    at = 0
    for snippet in found:
        window = "".join(piece.text for piece in snippet.pieces)
        start, end = start_of(snippet), start_of(snippet) + len(window)
        assert text[start:end] == window
        assert snippet.before == (start > at)
        assert may_cut(text, start)
        assert may_cut(text, end)
        inside = [text[slice(*span)] for span in spans if start <= span.start < end]
        assert [piece.text for piece in snippet.pieces if piece.is_hit] == inside
        at = end
    afters = [start_of(snippet) for snippet in found[1:]] + [len(text)]
    for snippet, following in zip(found, afters, strict=False):
        length = sum(len(piece.text) for piece in snippet.pieces)
        assert snippet.after == (start_of(snippet) + length < following)
