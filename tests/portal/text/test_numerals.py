import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.folding import fold
from portal.text.numerals import MOST, spellings

texts = st.text("〇一二三四五六七八九十百千万第年月日号届个0123456789.国 a", max_size=12)


@pytest.mark.parametrize(
    ("chinese", "arabic"),
    [
        ("第十四届", "第14届"),
        ("第一批", "第1批"),
        ("第二十次会议", "第20次会议"),
        ("第一百〇五号", "第105号"),
        ("第一百一十条", "第110条"),
        ("第九百九十九", "第999"),
        ("二〇一六年", "2016年"),
        ("二〇二〇年十二月", "2020年12月"),
        ("十二月", "12月"),
        ("十月", "10月"),
        ("九月份", "9月份"),
        ("一月一日", "1月1日"),
        ("本月二十七日", "本月27日"),
        ("三月三十一号", "3月31号"),
        ("第十四届二〇一六年十二月二十七日第三次", "第14届2016年12月27日第3次"),
    ],
)
def test_dates_and_ordinals_are_spelt_both_ways(chinese, arabic):
    for written in (chinese, arabic):
        found = spellings(written)
        assert found[0] == written
        assert {chinese, arabic} <= {*found}


def test_each_numeral_of_a_text_is_spelt_both_ways_by_itself():
    assert spellings("2021年第14届") == (
        "2021年第14届",
        "2021年第十四届",
        "二〇二一年第14届",
        "二〇二一年第十四届",
    )
    assert spellings("三月27日") == ("三月27日", "三月二十七日", "3月27日", "3月二十七日")
    mixed = spellings("2016年十二月27日第三次第5届")
    assert len(set(mixed)) == 32
    assert {"2016年12月27日第3次第五届", "二〇一六年十二月27日第3次第5届"} <= {*mixed}


def test_of_very_many_numerals_all_are_spelt_one_way_or_the_other():
    many = "第1第二第3第四第5第六"
    assert spellings(many) == (many, "第1第2第3第4第5第6", "第一第二第三第四第五第六")


def test_both_ways_of_writing_zero_are_the_same_once_folded():
    assert spellings(fold("二零一六年")) == ("二〇一六年", "2016年")
    assert spellings(fold("第一百零五号"))[1] == "第105号"


@pytest.mark.parametrize(
    "ambiguous",
    [
        "十四五",
        "第十四五",
        "三个月",
        "3个月",
        "一日千里",
        "一网通办",
        "两会",
        "最多跑一次",
        "万一月底",
        "第一千二百条",
        "第一万",
        "第1万",
        "第1.5",
        "第0",
        "第1000",
        "第014",
        "十三月",
        "13月",
        "07月",
        "1.5月",
        "近三月",
        "一月一次",
        "一月两次",
        "三月三",
        "二十七日",
        "27日",
        "月三十二日",
        "月32日",
        "月07日",
        "〇〇〇一年",
        "0001年",
        "三年",
        "12016年",
        "一二〇一六年",
        "第2016年",
        "2016",
        "二〇一六",
    ],
)
def test_what_may_mean_something_else_stays_as_it_is(ambiguous):
    assert spellings(ambiguous) == (ambiguous,)


@given(texts)
def test_any_text_comes_first_and_has_a_bounded_number_of_spellings(text):
    found = spellings(text)
    assert found[0] == text
    assert 1 <= len(found) <= 2**MOST
    assert len(set(found)) == len(found)


@given(texts)
def test_only_numerals_are_spelt_otherwise(text):
    for spelling in spellings(text):
        bare = [re.sub("[〇一二三四五六七八九十百0-9]+", "#", said) for said in (text, spelling)]
        assert bare[0] == bare[1]


@given(texts)
def test_a_spelling_has_the_text_itself_among_its_own(text):
    found = spellings(text)
    if len(found) in (2, 4, 8, 16, 32):
        assert all(text in spellings(spelling) for spelling in found)
