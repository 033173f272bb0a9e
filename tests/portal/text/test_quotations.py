"""What quoted words say for certain; all of them are invented."""

import pytest

from portal.text.document_numbers import parse
from portal.text.quotations import (
    bodies_in,
    date_in,
    may_be_one_number,
    may_be_same_bodies,
    number_in,
    title_in,
)

NOTICE = "某部于2025年3月9日印发《2024年虚构工作通知》（虚发〔2025〕3号）"


@pytest.mark.parametrize(
    ("quote", "date"),
    [
        ("二〇二五年三月九日", "2025年3月9日"),
        ("发布日期：2025-03-09", "2025年3月9日"),
        ("约2025年3月", "约2025年3月"),
        ("时间：2025年3月下旬", "2025年3月下旬"),
        (NOTICE, "2025年3月9日"),
        ("《2024年虚构工作通知》", "None"),
        ("2024年虚构工作总结", "None"),
        ("2025年3月9日成文，3月12日发布", "None"),
        ("2025年3月9日以前印发", "None"),
        ("2025年13月9日", "None"),
        ("自公布之日起施行", "None"),
    ],
)
def test_a_date_is_read_if_there_is_one_alone(quote, date):
    assert str(date_in(quote, is_of_text=False)) == date


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("虚发〔2025〕3号", "虚发〔2025〕3号"),
        ("文号：虚发[2025]3号", "虚发[2025]3号"),
        ("根据虚发〔2024〕9号", None),
        ("虚发〔2025〕3号、虚发〔2025〕4号", None),
        ("《关于落实虚发〔2024〕9号的通知》 虚发〔2025〕3号", "虚发〔2025〕3号"),
        ("无文号", None),
    ],
)
def test_a_number_is_read_if_there_is_one_that_stands_alone(quote, number):
    assert number_in(quote, is_of_text=False) == number


@pytest.mark.parametrize(
    ("quote", "alone", "beside_others", "of_a_text"),
    [
        ("《虚构通知》。", "虚构通知", "虚构通知", "虚构通知"),
        (NOTICE, "2024年虚构工作通知", "2024年虚构工作通知", None),
        ("《甲》和《乙》", None, None, None),
        ("《关于《甲》的通知》", "关于《甲》的通知", "关于《甲》的通知", "关于《甲》的通知"),
        ("虚构 通知", "虚构 通知", None, None),
    ],
)
def test_a_title_is_between_its_marks_or_all_that_is_quoted(quote, alone, beside_others, of_a_text):
    assert title_in(quote, is_alone=True, is_of_text=False) == alone
    assert title_in(quote, is_alone=False, is_of_text=False) == beside_others
    assert title_in(quote, is_alone=False, is_of_text=True) == of_a_text


def test_words_of_a_whole_text_are_read_only_as_a_whole():
    assert date_in(NOTICE, is_of_text=True) is None
    assert number_in(NOTICE, is_of_text=True) is None
    assert str(date_in("2025年3月9日。", is_of_text=True)) == "2025年3月9日"
    assert number_in("虚发〔2025〕3号", is_of_text=True) == "虚发〔2025〕3号"


def test_bodies_are_read_if_nothing_else_is_quoted_and_compared_as_they_are_shortened():
    assert bodies_in("国务院办公厅、公安部") == ("国务院办公厅", "公安部")
    assert bodies_in("国务院办公厅印发通知") is None
    assert may_be_same_bodies(("国办",), ("国务院办公厅", "公安部"))
    assert not may_be_same_bodies(("公安部",), ("教育部", "财政部"))


def test_a_number_with_words_before_its_code_may_be_the_same():
    same, other = parse("通知虚发〔2025〕3号"), parse("虚发〔2025〕4号")
    assert may_be_one_number(same, parse("虚发〔2025〕3号"))
    assert not may_be_one_number(same, other)
