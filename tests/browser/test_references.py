"""A reference is copied in one click, or selected in one without JavaScript."""

from playwright.sync_api import expect

from tests.browser.pages import PHONE

RECORD = "/milestones/2018-07-25/"


def test_a_reference_is_copied_with_one_click_and_linked_data_break_no_rule(open_page):
    """`open_page` fails on what the content security policy reports."""
    page = open_page(RECORD, permissions=["clipboard-read", "clipboard-write"])
    section = page.locator("#references")
    section.locator("summary").click()
    section.get_by_role("button", name="复制").first.click()
    expect(page.locator("#announcement")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == section.locator("[data-copy]").first.inner_text()
    assert "[EB/OL]. （2018-07-25）[" in copied
    read = page.evaluate("JSON.parse(document.querySelector('[type*=ld]').textContent)")
    assert read[0]["@type"] == "Legislation"


def test_without_javascript_one_click_selects_the_whole_reference(open_page):
    page = open_page(RECORD, viewport=PHONE, java_script_enabled=False)
    section = page.locator("#references")
    section.locator("summary").click()
    expect(section.get_by_role("button")).to_have_count(0)
    text = section.locator("pre").first
    text.click()
    assert text.evaluate("one => getComputedStyle(one).userSelect") == "all"
    assert page.evaluate("getSelection().toString()").strip() == text.text_content().strip()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
