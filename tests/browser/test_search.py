"""A person searches: types, takes a suggestion, filters what is found; with and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.pages import DARK, DESK, PHONE, background, counted, heading, number, search_box

BOTH = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


def tab(page, name):
    return page.locator(".tabs a").filter(has_text=name)


@BOTH
@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])
def test_typing_and_sending_finds_and_marks_every_hit(open_page, scripting, window):
    page = open_page("/search/", java_script_enabled=scripting, viewport=window)
    expect(heading(page)).to_contain_text(counted("", "search"))
    search_box(page).fill("一网通办")
    search_box(page).press("Enter")
    expect(heading(page)).to_contain_text(counted("q=一网通办", "search"))
    assert re.search(r"[?&]q=", page.url)
    mark = page.locator("mark").first
    mark.scroll_into_view_if_needed()  # entries far below what is seen are not laid out
    expect(mark).to_have_text("一网通办", use_inner_text=True)
    expect(tab(page, "各省规划摘录")).to_contain_text(
        f"{number('q=一网通办&type=excerpt', 'search')}"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@BOTH
def test_tabs_filters_and_orders_keep_the_words(open_page, scripting):
    page = open_page("/search/?q=数据", java_script_enabled=scripting, viewport=DESK)
    tab(page, "国家政策").click()
    expect(tab(page, "国家政策")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="按相关度").click()
    expect(page.locator(".results-head [aria-current=true]")).to_have_text("按相关度")
    page.get_by_role("checkbox", name=re.compile("政策文件")).check()
    if not scripting:
        page.get_by_role("button", name="查看结果").click()
    expect(page.locator(".chips")).to_contain_text("政策文件")
    for kept in ("q=", "type=policy", "sort=relevance", "kind=document"):
        assert kept in page.url
    assert search_box(page).input_value() == "数据"


@BOTH
def test_a_result_leads_to_its_page_with_the_hits_marked(open_page, scripting):
    page = open_page("/search/?q=一网通办&type=excerpt", java_script_enabled=scripting)
    page.locator(".entry-title a").first.click()
    expect(page.locator(".wording mark").first).to_be_visible()
    assert "/provinces/" in page.url


@BOTH
def test_where_nothing_is_found_the_page_offers_ways_on(open_page, scripting):
    page = open_page("/search/?q=一网统办 数据", java_script_enabled=scripting)
    nothing = page.locator(".nothing")
    expect(nothing).to_contain_text("单查其中一个词")
    nothing.get_by_role("link", name="数据", exact=True).click()
    expect(page.locator("mark").first).to_have_text("数据")
    page.goto("/search/?q=一网统办")
    page.locator(".nothing").get_by_role("link", name="一网通办", exact=True).click()
    expect(heading(page)).to_contain_text(counted("q=一网通办", "search"))


def test_a_suggestion_is_taken_by_keyboard_from_pinyin(open_page):
    page = open_page("/search/", viewport=DESK)
    search_box(page).press_sequentially("ywtb")
    expect(page.get_by_role("option", name=re.compile("一网通办")).first).to_be_visible()
    search_box(page).press("ArrowDown")
    search_box(page).press("Enter")
    expect(heading(page)).to_contain_text(counted("q=一网通办", "search"))
    assert search_box(page).input_value() == "一网通办"


def test_a_province_is_suggested_where_its_plan_is_searched(open_page):
    page = open_page("/search/", viewport=DESK)
    search_box(page).press_sequentially("shaanxi")
    page.get_by_role("option", name=re.compile("陕西省")).click()
    expect(page.locator(".entry-title").first).to_have_text("陕西省")


def test_axe_finds_nothing_with_the_help_open(open_page):
    page = open_page("/search/?q=数据", bypass_csp=True)
    page.locator(".syntax summary").click()
    assert findings(page) == []
    assert background(page) == DARK  # the theme that is looked at last
