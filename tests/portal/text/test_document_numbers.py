"""A document number is the same in whatever brackets, width or numerals it is written."""

import pytest

from portal.text.document_numbers import find, key_of, parse

FORMS = [
    "国发〔2016〕55号",
    "国发[2016]55号",
    "国发［２０１６］５５号",
    "国发【2016】第55号",
    "国发（2016）55 号",
    "国发(2016)055号",
    "国发〈2016〉55号",
    "国发《2016》55号文",
    "国發﹝2016﹞55號",
    " 国 发 〔2016〕 55号 ",
    "国发〔2016〕55",
]


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_have_one_key(form):
    assert parse(form).key == "国发/2016/55"


@pytest.mark.parametrize(
    ("text", "issuer", "year", "serial"),
    [
        ("国务院令第716号", "国务院令", "", 716),
        ("国务院令（第716号）", "国务院令", "", 716),
        ("国务院令第七百一十六号", "国务院令", "", 716),
        ("中华人民共和国主席令第五十三号", "中华人民共和国主席令", "", 53),
        ("工业和信息化部公告2016年第3号", "工业和信息化部公告", "2016", 3),
        ("国家密码管理局公告（第42号）", "国家密码管理局公告", "", 42),
        ("工信部联信软〔2016〕2号", "工信部联信软", "2016", 2),
        ("国办发〔2016〕5号", "国办发", "2016", 5),
    ],
)
def test_issuer_year_and_serial_number_are_told_apart(text, issuer, year, serial):
    number = parse(text)
    assert (number.issuer, number.year, number.serial) == (issuer, year, serial)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "号",
        "国发",
        "国发〔2016〕号",
        "〔2016〕55号",
        "国发〔16〕55号",
        "京政发八号",
        "2016年9月5号",
    ],
)
def test_what_is_no_number_is_none_and_its_own_key(text):
    assert parse(text) is None
    assert key_of(text) == text.replace("〔", "(").replace("〕", ")")


@pytest.mark.parametrize("more", ["（附件）", "，", "和国发〔2016〕56号"])
def test_more_than_a_number_is_no_number(more):
    assert parse("国发〔2016〕55号" + more) is None


def test_the_numbers_in_a_text_are_found_with_the_words_before_them():
    text = "《通知》（国办发【２０１６】第55号）依据国务院令第716号印发，参见国发〔2016〕55。"
    assert [one.key for one in find(text)] == ["国办发/2016/55", "依据国务院令//716"]
