"""Titles read by the errata of the text that they were taken from."""

import pytest

from portal.text.titles import corrected

TEXT = "国务院印发《共享办法》，提出分享办法，印发。"


@pytest.mark.parametrize(
    ("printed", "reading", "expected"),
    [
        ("享办法》", "享暂行办法》", "共享暂行办法"),
        ("《共享", "《关于共享", "关于共享办法"),
        ("办法》", "办法（试行）》", "共享办法（试行）"),
        ("共享办法", "共亨办法", "共亨办法"),
        ("享办法》，", "享办法》。", "共享办法"),
        ("提出分享办法", "提出共享办法", "共享办法"),
        ("国务院印发", "国务院办公厅印发", "共享办法"),
        ("不在原文", "在", "共享办法"),
    ],
)
def test_a_title_takes_of_an_erratum_what_falls_within_it(printed, reading, expected):
    assert corrected("共享办法", TEXT, [(printed, reading)]) == expected


def test_several_errata_of_one_title_are_all_read():
    found = corrected("共享办法", TEXT, [("《共享", "《关于共享"), ("办法》", "的办法》")])
    assert found == "关于共享的办法"


def test_what_ends_the_clause_is_not_the_titles():
    assert corrected("大会召开", "大会召开通过", [("召开通过", "召开，通过")]) == "大会召开"


def test_a_title_of_the_portals_own_is_left():
    assert corrected("2014年政府工作报告", "2014年《政府工作报告》", []) == "2014年政府工作报告"
