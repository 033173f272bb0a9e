"""A person filters, opens a record, and follows it to its lines; with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESK, counted, heading

pytestmark = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


def checkbox(page, facet, label):
    return page.locator(f".facet-{facet}").get_by_role(
        "checkbox", name=re.compile(rf"^{label}( \d+)?$")
    )


def apply(page, scripting):
    """Send the form by its button, unless JavaScript has sent it already."""
    if not scripting:
        page.get_by_role("button", name="查看结果").click()


def test_from_two_filters_to_the_record_to_its_lines(open_page, scripting):
    page = open_page("/", viewport=DESK, java_script_enabled=scripting)
    expect(heading(page)).to_have_text(counted())
    checkbox(page, "year", "2018年").check()
    if scripting:
        expect(heading(page)).to_have_text(counted("year=2018"))
    checkbox(page, "body", "国务院").check()
    apply(page, scripting)
    expect(page).to_have_url(re.compile(r"year=2018.*body=guowuyuan"))
    expect(heading(page)).to_have_text(counted("year=2018&body=guowuyuan"))
    expect(checkbox(page, "year", "2018年")).to_be_checked()
    title = "关于加快推进全国一体化在线政务服务平台建设的指导意见"
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("指导意见")
    expect(page.get_by_role("heading", name="来源分歧")).to_be_visible()
    page.get_by_role("link", name=re.compile("第 70 行")).first.click()
    expect(page).to_have_url(re.compile(r"lines=70-70#L70"))
    expect(page.locator("#L70")).to_be_in_viewport()
    expect(page.locator("#L70")).to_have_class("marked")
    expect(page.locator("#L70 .line-text")).to_contain_text("7月25日：国务院印发")


def test_a_chip_drops_its_filter_and_back_brings_it_again(open_page, scripting):
    page = open_page("/?year=2018&kind=forum", viewport=DESK, java_script_enabled=scripting)
    expect(heading(page)).to_have_text(counted("year=2018&kind=forum"))
    page.get_by_role("link", name=re.compile("^类型 ?论坛峰会")).click()
    expect(heading(page)).to_have_text(counted("year=2018"))
    page.go_back()
    expect(heading(page)).to_have_text(counted("year=2018&kind=forum"))


def test_a_wrong_date_is_reported_beside_its_control_and_can_be_corrected(open_page, scripting):
    page = open_page("/", viewport=DESK, java_script_enabled=scripting)
    page.get_by_label("起始").fill("2016-13")
    page.keyboard.press("Enter")
    expect(page.get_by_label("起始")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#from-wrong")).to_have_text("没有“2016-13”这个日期。")
    page.get_by_label("起始").fill("2024-10")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(counted("from=2024-10"))


def test_the_keyboard_skips_to_the_text_and_opens_a_record(open_page, scripting):
    page = open_page("/?year=2014", viewport=DESK, java_script_enabled=scripting)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.get_by_role("link", name="2014年政府工作报告", exact=True).evaluate(
            "link => link === document.activeElement"
        ):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2014年政府工作报告")
