"""How many clicks and fields the work of a curator takes.

A click is a press of a button, link, option or box that typing does not need.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.curating import message


@dataclass
class Hand:
    """Counts what it presses and fills in."""

    clicks: int = 0
    fields: int = 0

    def press(self, control: Locator) -> None:
        self.clicks += 1
        control.click()

    def fill(self, control: Locator, text: str) -> None:
        self.fields += 1
        control.fill(text)


def withdraw_a_ruling(page: Page) -> str:
    """Delete a ruling on a date; returns the title of the milestone."""
    page.goto("/admin/policies/difference/?field__exact=date")
    page.locator("#result_list tbody th a").first.click()
    title = page.locator("#id_milestone option:checked").text_content()
    page.get_by_role("link", name="删除").click()
    page.get_by_role("button", name="删除").click()
    expect(message(page)).to_contain_text("删除")
    return title


def test_a_ruling_takes_three_clicks_and_one_field(window):
    page = window("guanli")
    title = withdraw_a_ruling(page)
    for start in ("dashboard", "record"):
        hand = Hand()
        page.goto("/admin/")
        work = page.get_by_role("region", name=re.compile("还没有裁定"))
        if start == "dashboard":
            hand.press(work.get_by_role("link", name=title))
        else:
            page.goto(f"/admin/policies/milestone/?q={title}")
            page.locator("#result_list tbody th a").first.click()
            hand.press(page.get_by_role("link", name="裁定", exact=True))
        hand.press(page.get_by_role("radio", name=re.compile("^大事记：.*年")))
        hand.fill(page.get_by_label("理由"), "虚构的理由。")
        hand.press(page.get_by_role("button", name="保存", exact=True))
        expect(message(page)).to_contain_text("成功")
        assert (hand.clicks, hand.fields) <= (3, 1)
        page.goto("/admin/")
        expect(work.get_by_role("link", name=title)).to_have_count(0)
        if start == "dashboard":
            withdraw_a_ruling(page)


def test_a_policy_of_three_bodies_takes_eight_clicks_and_nine_fields(window):
    page, hand = window("luru"), Hand()
    page.goto("/admin/")
    work = page.locator("#content-main, #nav-sidebar").first
    row = work.get_by_role("row").filter(has=page.get_by_role("link", name="国家政策", exact=True))
    hand.press(row.get_by_role("link", name="增加"))
    for label, text in (
        ("题名", "关于虚构事项的通知"),
        ("发文字号", "虚构发〔2026〕1号"),
        ("日期", "2026年3月5日"),
        ("发布主体", "国务院、公安部、国家网信办"),
        ("新来源", "虚构的通知全文"),
        ("新来源的网址", "https://example.cn/xu-gou"),
        ("新来源的发布者", "虚构的网站"),
        ("新来源的原话", "为虚构的事项，现通知如下。"),
    ):
        hand.fill(page.get_by_label(re.compile(f"^{label}:$")), text)
    kind = page.get_by_label("类型:")
    hand.fields, hand.clicks = hand.fields + 1, hand.clicks + 2  # open the list, press its option
    kind.select_option("政策文件")
    hand.press(page.get_by_role("button", name="保存并提交审核").last)
    hand.press(page.get_by_role("main").get_by_role("button", name="提交审核"))
    expect(page.get_by_text("状态：待审核")).to_be_visible()
    assert (hand.clicks, hand.fields) == (5, 9)

    expect(page.get_by_role("main")).to_contain_text("国务院；公安部；国家网信办")
    page.goto("/admin/portal/source/?q=虚构的通知全文")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
