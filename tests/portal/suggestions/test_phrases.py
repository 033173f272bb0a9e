"""Which phrases are found in texts, made up and real."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.suggestions import texts as entries
from portal.suggestions import phrases
from portal.suggestions.phrases import LONGEST, SHORTEST, commonest
from provinces.suggestions import texts as excerpts

KNOWN = [
    *("政务服务", "数字政府", "电子政务", "互联网+政务服务", "一网通办", "大数据", "最多跑一次"),
    *("跨省通办", "放管服", "好差评", "一体化政务服务平台", "人工智能", "数据共享", "营商环境"),
]
CUT = ["推进政", "推动政", "务服务平", "政务服", "主办数字政", "全面推", "议通过", "事项全"]
# Made-up texts need others beside them, for what returns to be more than chance.
OTHERS = "".join(map(chr, range(0x5000, 0x5100)))


@pytest.fixture
def found(catalogue):
    return commonest([*entries(), *excerpts()])


def test_the_fields_own_phrases_are_among_the_first_hundred_of_the_catalogue(found):
    first = [phrase for phrase, _ in found][:100]
    assert [phrase for phrase in KNOWN if phrase not in first] == []


def test_no_phrase_cuts_a_word_or_begins_or_ends_in_a_particle(found):
    phrases = [phrase for phrase, _ in found]
    assert [piece for piece in CUT if piece in phrases] == []
    assert not {phrase[0] for phrase in phrases} & set("的和与及等在")
    assert not {phrase[-1] for phrase in phrases} & set("的和与及等在")
    assert all(SHORTEST <= len(phrase) <= LONGEST for phrase in phrases)


def test_each_phrase_comes_with_the_number_of_texts_that_hold_it(found, catalogue):
    texts = [*entries(), *excerpts()]
    for phrase, number in found:
        assert number == sum(phrase in text for text in texts), phrase


def test_a_piece_that_only_ever_stands_in_a_longer_phrase_is_none():
    texts = ["甲地办好差评。", "乙市的好差评，", "丙县有好差评！", "丁乡讲好差评制", OTHERS]
    assert commonest(texts) == [("好差评", 4)]


def test_full_width_counts_as_half_width():
    texts = ["“互联网＋监管”", "以“互联网+监管”", "“互联网+监管”好", OTHERS]
    assert [phrase for phrase, _ in commonest(texts)] == ["互联网+监管"]


def test_the_number_asked_for_is_the_most_given(found, catalogue):
    assert commonest([*entries(), *excerpts()], most=5) == found[:5]


@given(st.lists(st.text("政务服务平台的+a5，", max_size=40), max_size=12))
def test_any_texts_are_taken(texts):
    for phrase, number in commonest(texts):
        assert number >= 3
        assert SHORTEST <= len(phrase) <= LONGEST


def test_there_are_none_in_nothing():
    assert commonest([]) == commonest([""]) == commonest(["政务服务"]) == []


def test_a_thousand_texts_take_a_few_seconds(catalogue):
    texts = [*entries(), *excerpts()]
    many = [text[number % 7 :] for number in range(1000 // len(texts)) for text in texts]
    started = time.monotonic()
    assert commonest(many)
    assert time.monotonic() - started < 20


def test_each_group_of_stop_words_says_why_and_no_word_stands_twice_at_one_place():
    groups = phrases._STOP_WORDS["group"]
    assert all(group["why"] and group["at"] in ("beginning", "end", "both") for group in groups)
    for place in ("beginning", "end"):
        words = phrases._stop_words(place)
        assert len(words) == len(set(words)) > 0
