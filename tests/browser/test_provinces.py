"""A person reads the tiles, types a phrase, and opens a unit; with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.pages import DESK, PHONE

scripting = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])
viewport = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


def tiles(page) -> dict[str, str]:
    """Address → what the tile shows."""
    return page.locator(".tile a").evaluate_all(
        "links => Object.fromEntries(links.map(link =>"
        " [link.getAttribute('href'), link.querySelector('.tile-value').textContent]))"
    )


def rows(page) -> dict[str, str]:
    """Address → what the last cell of the row in the table shows."""
    return page.locator(".measurements tbody tr").evaluate_all(
        "rows => Object.fromEntries(rows.map(row =>"
        " [row.querySelector('a').getAttribute('href'), row.lastElementChild.textContent]))"
    )


def agree(page) -> bool:
    shown = {
        place: "来源没有摘录" if value == "—" else value for place, value in tiles(page).items()
    }
    return len(shown) == 31 and shown == rows(page)


@scripting
@viewport
def test_a_phrase_is_typed_and_tiles_table_and_sentence_agree(open_page, scripting, viewport):
    page = open_page("/provinces/", viewport=viewport, java_script_enabled=scripting)
    assert agree(page)
    page.get_by_label("在各省摘录里查词语").fill("一网通办")
    page.get_by_role("button", name="查词语").click()
    expect(page).to_have_url(re.compile("measure=phrase&q="))
    expect(page.get_by_label("在各省摘录里查词语")).to_have_value("一网通办")
    expect(page.locator(".hits")).to_contain_text("见于 12 个省级行政区的摘录")
    assert agree(page)
    hits = {place for place, value in tiles(page).items() if value not in ("0", "—")}
    linked = page.locator(".hits .inline a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert hits == set(linked)
    assert len(linked) == 12
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0


@scripting
def test_an_example_and_the_way_back_to_the_lengths(open_page, scripting):
    page = open_page("/provinces/", viewport=DESK, java_script_enabled=scripting)
    page.get_by_role("link", name="跨省通办").click()
    expect(page.get_by_role("link", name="福建省 1 次")).to_be_visible()
    expect(page.get_by_role("link", name="北京市 未见")).to_be_visible()
    page.get_by_role("link", name="摘录字数").click()
    expect(page.get_by_role("link", name="北京市 摘录 110 字")).to_be_visible()


@scripting
def test_the_keyboard_walks_the_tiles_in_reading_order_and_opens_one(open_page, scripting):
    page = open_page("/provinces/", viewport=DESK, java_script_enabled=scripting)
    page.get_by_role("link", name="黑龙江省 摘录").focus()
    seen = []
    for _ in range(31):
        tile = page.locator(".tile", has=page.locator(":focus"))
        seen.append(tile.evaluate("tile => [tile.offsetTop, tile.offsetLeft]"))
        page.keyboard.press("Tab")
    assert seen == sorted(seen)
    assert len({tuple(place) for place in seen}) == 31
    page.get_by_role("link", name="黑龙江省 摘录").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="吉林省 摘录 68 字")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("吉林省")


@scripting
def test_too_long_a_phrase_is_named_beside_its_control(open_page, scripting):
    page = open_page(f"/provinces/?q={'字' * 201}", java_script_enabled=scripting)
    expect(page.get_by_label("在各省摘录里查词语")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#q-wrong")).to_contain_text("最多 200 个字")
    expect(page.locator(".tile")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 800])
def test_every_name_fits_its_tile(open_page, width):
    page = open_page("/provinces/", viewport={"width": width, "height": 844})
    tight = page.locator(".tile a").evaluate_all(
        "links => links.filter(link => link.scrollWidth > link.clientWidth"
        " || link.scrollHeight > link.clientHeight).map(link => link.textContent)"
    )
    assert tight == []


@pytest.mark.parametrize("query", ["?q=政务服务", "?measure=phrase", "?measure=size&q=a&q=b"])
def test_axe_finds_nothing(open_page, query):
    assert findings(open_page(f"/provinces/{query}", bypass_csp=True)) == []
