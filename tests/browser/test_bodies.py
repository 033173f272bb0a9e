"""From the list of bodies to one body and its co-issuers; by keyboard, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESK, PHONE

pytestmark = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


def tab_to(page, target):
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("target => target === document.activeElement"):
            return
    pytest.fail("The keyboard does not get there.")


def test_the_keyboard_leads_from_all_bodies_to_one_to_its_folded_co_issuers(open_page, scripting):
    page = open_page("/bodies/", viewport=DESK, java_script_enabled=scripting)
    tab_to(page, page.get_by_role("link", name="国家发展改革委", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("国家发展改革委")
    others = page.get_by_role("region", name="共同参与的主体")
    expect(others.get_by_role("listitem").first).to_have_text(
        re.compile(r"工业和信息化部\s+[1-9][0-9]*\s+条")
    )
    folded = others.get_by_role("link", name="商务部")
    expect(folded).to_be_hidden()
    tab_to(page, others.locator("summary"))
    page.keyboard.press("Enter")
    expect(folded).to_be_visible()
    tab_to(page, folded)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("商务部")
    expect(others.get_by_role("link", name="国家发展改革委", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/bodies/", "/bodies/guojia-fazhan-gaigewei/"])
def test_on_a_phone_nothing_is_wider_than_the_window(open_page, scripting, path):
    page = open_page(path, viewport=PHONE, java_script_enabled=scripting)
    for summary in page.locator(".co-issuers summary").all():
        summary.click()
    root = page.locator("html")
    assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0


def test_the_drawing_is_beside_the_name_on_a_phone_and_below_it_on_a_desktop(open_page, scripting):
    for viewport, beside in ((PHONE, True), (DESK, False)):
        page = open_page("/bodies/", viewport=viewport, java_script_enabled=scripting)
        cell = page.get_by_role("listitem").filter(
            has=page.get_by_role("link", name="国务院办公厅", exact=True)
        )
        name = cell.get_by_role("link").bounding_box()
        drawing = cell.get_by_role("img", name=re.compile("2019年 [1-9][0-9]* 条")).bounding_box()
        assert (drawing["x"] >= name["x"] + name["width"]) == beside
        assert (drawing["y"] >= name["y"] + name["height"]) != beside
