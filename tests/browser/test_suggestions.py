"""Suggestions while typing: by keyboard, mouse and touch; without JavaScript the form works."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import ALL_BUT_COLOURS, of_colours, violations
from tests.browser.pages import DESK, PHONE, counted, heading, search_box

scripting = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])
viewport = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


def options(page):
    return page.get_by_role("option")


def chosen(page):
    return page.locator("[role=option][aria-selected=true]")


def type_in(page, words):
    search_box(page).press_sequentially(words)
    expect(search_box(page)).to_have_attribute("aria-expanded", "true")


@viewport
def test_the_keyboard_types_pinyin_chooses_and_sees_the_results(open_page, viewport):
    page = open_page("/", viewport=viewport)
    page.evaluate("window.stayed = true")
    box = search_box(page)
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    type_in(page, "ywtb")
    expect(page.locator("#announcement")).to_have_text("1 条建议")
    expect(options(page)).to_have_text(["一网通办 常用语"])
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_text("一网通办 常用语")
    expect(box).to_have_attribute("aria-activedescendant", chosen(page).get_attribute("id"))
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=%E4%B8%80"))
    expect(heading(page)).to_have_text(re.compile("^共 [1-9]"))
    expect(search_box(page)).to_have_value("一网通办")
    expect(search_box(page)).to_have_role("combobox")
    expect(options(page)).to_have_count(0)
    assert page.evaluate("window.stayed") is True


def test_the_list_lives_on_when_the_page_exchanges_its_own(open_page):
    page = open_page("/", viewport=DESK)
    page.locator("#kind-platform").check()
    expect(heading(page)).to_have_text(counted("kind=platform"))
    type_in(page, "zwfw")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(search_box(page)).to_have_value("政务服务")
    expect(page.locator("#kind-platform")).to_be_checked()


def test_up_and_down_go_round_through_the_field(open_page):
    page = open_page("/", viewport=DESK)
    type_in(page, "通办")
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_have_text(options(page).last.text_content())
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_count(0)
    expect(search_box(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_text("一网通办 常用语")
    page.keyboard.press("Home")
    page.keyboard.press("Delete")
    expect(search_box(page)).to_have_value("办")


def test_escape_closes_and_then_clears_and_tab_leaves(open_page):
    page = open_page("/", viewport=DESK)
    box = search_box(page)
    type_in(page, "tongban")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("tongban")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    type_in(page, "tongban")
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(box).not_to_be_focused()
    expect(box).to_have_value("tongban")


def test_enter_without_a_choice_asks_for_what_is_typed(open_page):
    page = open_page("/", viewport=DESK)
    type_in(page, "上线")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("上线")
    expect(options(page)).to_have_count(0)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_suggestion_is_taken_by_pointer(open_page, touch):
    page = open_page("/", viewport=PHONE, has_touch=touch)
    type_in(page, "大数据")
    option = options(page).filter(has_text="促进大数据发展行动纲要")
    assert option.bounding_box()["height"] >= 24
    option.tap() if touch else option.click()
    expect(search_box(page)).to_have_value("促进大数据发展行动纲要")
    expect(heading(page)).to_have_text(re.compile("^共 [1-9]"))


def test_what_an_input_method_has_not_written_is_neither_asked_for_nor_taken(open_page):
    page = open_page("/", viewport=DESK)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    box = search_box(page)
    box.focus()
    typing = page.context.new_cdp_session(page)
    typing.send(
        "Input.imeSetComposition", {"text": "yiwang", "selectionStart": 6, "selectionEnd": 6}
    )
    page.wait_for_timeout(300)
    assert not [url for url in asked if "suggestions" in url]
    typing.send("Input.insertText", {"text": "一网"})
    expect(options(page).first).to_have_text("一网通办 常用语")


def test_an_answer_that_comes_too_late_is_dropped(open_page):
    page = open_page("/", viewport=DESK)
    page.route(
        lambda url: url.endswith("q=y"),
        lambda route: (page.wait_for_timeout(600), route.continue_()),
    )
    box = search_box(page)
    box.press_sequentially("y")
    page.wait_for_timeout(200)
    box.press_sequentially("wtb")
    page.wait_for_timeout(1000)
    expect(options(page)).to_have_text(["一网通办 常用语"])


def test_the_phrases_of_the_provinces_have_them_too(open_page):
    page = open_page("/provinces/", viewport=DESK)
    type_in(page, "zdpyc")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_contain_text("最多跑一次")


def test_in_english_they_are_counted_in_english(open_page):
    page = open_page("/en/", viewport=DESK)
    type_in(page, "ywtb")
    expect(page.locator("#announcement")).to_have_text("1 suggestion")
    expect(options(page)).to_have_text(["一网通办 Common phrase"])


def test_without_javascript_it_is_a_plain_search_field(open_page):
    page = open_page("/", java_script_enabled=False)
    expect(search_box(page)).to_have_role("searchbox")
    expect(page.locator(".suggestions")).to_have_count(0)
    search_box(page).fill("一网通办")
    page.get_by_role("button", name="检索").click()
    expect(heading(page)).to_have_text(re.compile("^共 [1-9]"))


@scripting
def test_a_slip_that_finds_nothing_is_offered_the_nearest(open_page, scripting):
    page = open_page("/?year=2018&q=一网统办", java_script_enabled=scripting)
    page.get_by_role("link", name="一网通办", exact=True).click()
    expect(search_box(page)).to_have_value("一网通办")
    expect(heading(page)).to_have_text(re.compile("^共 [1-9]"))
    expect(page).to_have_url(re.compile("year=2018"))


@pytest.mark.parametrize("address", ["/", "/provinces/"])
@viewport
def test_axe_finds_nothing_with_the_list_open(open_page, address, viewport):
    """In the list: the colours of the page beside it are looked at without it."""
    page = open_page(address, viewport=viewport, bypass_csp=True)
    type_in(page, "zw")
    page.keyboard.press("ArrowDown")
    assert (
        violations(page, ALL_BUT_COLOURS) + of_colours(page, within=":is(form, search):has(#id_q)")
        == []
    )
    expect(chosen(page)).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
