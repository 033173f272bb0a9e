"""The timeline: its rail, its filters with and without JavaScript, going back, its drawer."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DARK, DESK, PHONE, background, counted, heading, number, search_box

scripting = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


def slowly(page):
    """Delays every list that htmx requests."""

    def wait(route):
        time.sleep(0.4)
        route.continue_()

    page.route(lambda address: "?" in address, wait)


@scripting
def test_a_bar_of_the_rail_filters_and_its_months_filter_further(open_page, scripting):
    page = open_page("/", viewport=DESK, java_script_enabled=scripting)
    found = number("year=2018")
    bar = page.get_by_role("link", name=re.compile(f"^2018年：{found} 条（政府工作报告 1、"))
    expect(bar).to_contain_text(f"{found}")
    bar.click()
    expect(page).to_have_url(re.compile(r"\?year=2018$"))
    expect(heading(page)).to_have_text(counted("year=2018"))
    expect(page.locator(".entry")).to_have_count(found)
    page.locator(".facet-kind").get_by_label("论坛峰会").check()
    if not scripting:
        page.get_by_role("button", name="查看结果").click()
    expect(heading(page)).to_have_text(counted("year=2018&kind=forum"))
    page.get_by_role("link", name=re.compile("^2018年4月：1 条")).click()
    expect(heading(page)).to_have_text("共 1 条")
    expect(page.locator(".entry-title")).to_have_text("首届数字中国建设峰会在福建福州召开")
    expect(page.locator(".entry-date")).to_have_text("2018年4月22—24日")
    page.get_by_role("link", name="看全部年份").click()
    expect(heading(page)).to_have_text(counted("kind=forum"))


def test_the_rail_stays_in_view_as_an_index_of_years(open_page):
    page = open_page("/", viewport=DESK)
    label = page.locator('.rail-label[data-anchor="t2016"]')
    label.click()
    expect(page.locator("#t2016")).to_be_in_viewport()
    expect(label).to_be_in_viewport()
    expect(label).to_have_attribute("aria-current", "location")
    expect(page.locator("#bar-2016")).not_to_be_in_viewport()


def test_filters_apply_without_a_new_page_and_say_so(open_page):
    page = open_page("/", viewport=DESK)
    page.evaluate("window.stayed = true")
    box = page.locator("#kind-platform")
    box.check()
    expect(heading(page)).to_have_text(counted("kind=platform"))
    expect(page).to_have_url(re.compile(r"/\?kind=platform$"))
    expect(page.locator("#announcement")).to_have_text(counted("kind=platform"))
    expect(box).to_be_focused()
    search_box(page).fill("上线运行")
    page.keyboard.press("Enter")
    expect(page.locator("#q-wrong, .chips li:first-child")).to_contain_text("检索词")
    expect(search_box(page)).to_be_focused()
    page.locator(".chip-clear").click()
    expect(heading(page)).to_have_text(counted())
    expect(heading(page)).to_be_focused()
    assert page.evaluate("window.stayed") is True


def test_back_and_forward_through_three_changes_of_filters(open_page):
    page = open_page("/", viewport=DESK)
    steps = [
        ("#year-2018", counted("year=2018")),
        ("#year-2019", counted("year=2018&year=2019")),
        ("#kind-forum", counted("year=2018&year=2019&kind=forum")),
    ]
    counts = [counted()]
    for box, count in steps:
        page.locator(box).check()
        expect(heading(page)).to_have_text(count)
        counts.append(count)
    for count in reversed(counts[:-1]):
        page.go_back()
        expect(heading(page)).to_have_text(count)
    assert not page.url.endswith("forum")
    expect(page.locator("#year-2018")).not_to_be_checked()
    for count in counts[1:]:
        page.go_forward()
        expect(heading(page)).to_have_text(count)
    for box, _ in steps:
        expect(page.locator(box)).to_be_checked()
    asked = sorted(page.url.partition("?")[2].split("&"))
    assert asked == ["kind=forum", "year=2018", "year=2019"]


def ticked(page):
    boxes = page.locator("#filters input:checked")
    return boxes.evaluate_all("boxes => boxes.map(box => box.id)")


@pytest.mark.parametrize("leave", ["reload", "record"])
def test_back_and_forward_show_the_list_of_their_address_to_a_reader_who_does_not_move(
    open_page, leave
):
    # No pointer, no focus: after the new page nothing brings htmx.
    page = open_page("/", viewport=DESK)
    page.locator("#year-2016").press("Space")
    expect(heading(page)).to_have_text(counted("year=2016"))
    page.locator("#kind-document").press("Space")
    expect(heading(page)).to_have_text(counted("year=2016&kind=document"))
    if leave == "reload":
        page.reload()
    else:
        page.goto("/milestones/2018-12-08/")
        page.go_back()
    for go, count, boxes in (
        (page.go_back, counted("year=2016"), ["year-2016"]),
        (page.go_back, counted(), []),
        (page.go_forward, counted("year=2016"), ["year-2016"]),
        (page.go_forward, counted("year=2016&kind=document"), ["year-2016", "kind-document"]),
    ):
        go()
        expect(heading(page)).to_have_text(count)
        assert ticked(page) == boxes


def test_going_back_by_two_shows_the_list_that_htmx_has_not_made(open_page):
    page = open_page("/", viewport=DESK)
    page.locator('.rail-label[data-anchor="t2016"]').click()
    page.locator("#year-2016").check()
    expect(heading(page)).to_have_text(counted("year=2016"))
    page.evaluate("history.go(-2)")
    expect(heading(page)).to_have_text(counted())
    page.evaluate("history.go(2)")
    expect(heading(page)).to_have_text(counted("year=2016"))


def test_a_bad_date_is_named_beside_its_control_without_a_new_page(open_page):
    page = open_page("/", viewport=DESK)
    page.get_by_label("起始").fill("2016-13")
    page.keyboard.press("Tab")
    expect(page.locator("#from-wrong")).to_have_text("没有“2016-13”这个日期。")
    expect(heading(page)).to_have_text("参数有误，未能列出结果")


def test_what_is_chosen_while_a_list_is_on_its_way_counts_too(open_page):
    page = open_page("/", viewport=DESK)
    slowly(page)
    for kind in ("forum", "platform", "assessment"):
        page.locator(f"#kind-{kind}").check()
    expect(heading(page)).to_have_text(counted("kind=forum&kind=platform&kind=assessment"))
    for kind in ("forum", "platform", "assessment"):
        expect(page.locator(f"#kind-{kind}")).to_be_checked()
    page.locator("#kind-forum").uncheck()
    search_box(page).press_sequentially("平台")
    expect(heading(page)).to_have_text(counted("kind=platform&kind=assessment"))
    expect(search_box(page)).to_have_value("平台")


def test_links_outside_the_list_follow_its_filters(open_page):
    page = open_page("/", viewport=DESK)
    page.locator("#kind-forum").check()
    expect(heading(page)).to_have_text(counted("kind=forum"))
    expect(page.locator(".address")).to_have_text(re.compile(r"/\?kind=forum$"))
    page.get_by_role("button", name="深色").click()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/\?kind=forum$"))
    expect(heading(page)).to_have_text(f"{number('kind=forum')} entries")
    assert background(page) == DARK


def test_going_back_to_a_bad_value_shows_that_it_is_bad(open_page):
    page = open_page("/", viewport=DESK)
    start = page.get_by_label("起始")
    start.fill("2016-13")
    start.press("Enter")
    expect(page.locator("#from-wrong")).to_be_in_viewport()
    page.get_by_label("起始").fill("2024")
    page.get_by_label("起始").press("Enter")
    expect(heading(page)).to_have_text(counted("from=2024"))
    page.go_back()
    expect(heading(page)).to_have_text("参数有误，未能列出结果")


def test_filtering_far_down_the_list_leads_back_to_its_head(open_page):
    page = open_page("/", viewport=DESK)
    page.locator("#t2015").scroll_into_view_if_needed()
    page.locator("#kind-forum").check()
    expect(heading(page)).to_have_text(counted("kind=forum"))
    expect(heading(page)).to_be_in_viewport()


def test_with_and_without_javascript_the_same_entries_in_the_same_order(open_page):
    read = "nodes => nodes.map(node => node.textContent)"
    lists = []
    for scripting in (True, False):
        page = open_page("/?from=2018&kind=document", java_script_enabled=scripting)
        lists.append(
            [
                page.locator(selector).evaluate_all(read)
                for selector in (".entry-title", ".facet-count", ".rail-count", ".year-name")
            ]
        )
    assert lists[0] == lists[1]
    assert len(lists[0][0]) > 20


@scripting
def test_on_a_phone_the_drawer_opens_filters_and_closes(open_page, scripting):
    page = open_page("/", viewport=PHONE, java_script_enabled=scripting)
    act = page.get_by_role("button", name="查看结果")
    expect(act).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    page.locator("#kind-platform").check()
    if scripting:
        expect(page.locator("#announcement")).to_have_text(counted("kind=platform"))
        expect(page.locator("#kind-platform")).to_be_focused()
    expect(act).to_be_in_viewport()
    act.click()
    expect(heading(page)).to_have_text(counted("kind=platform"))
    expect(act).to_be_hidden()


def test_the_open_drawer_is_a_dialog_that_traps_the_focus_and_restores_it(open_page):
    page = open_page("/", viewport=PHONE)
    opener = page.get_by_role("button", name="筛选")
    opener.click()
    drawer = page.get_by_role("dialog", name="筛选")
    expect(drawer).to_be_visible()
    expect(page.get_by_role("button", name="关闭")).to_be_focused()
    page.get_by_role("link", name="国家政策").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.masthead, .results, .colophon')")
    page.locator("#kind-platform").press("Space")
    expect(page.locator("#announcement")).to_have_text(counted("kind=platform"))
    expect(page.locator("#kind-platform")).to_be_focused()
    expect(page.get_by_role("dialog", name="筛选")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator("[inert], [role=dialog]")).to_have_count(0)


def test_the_page_can_be_used_again_when_a_bad_date_takes_the_drawer_away(open_page):
    page = open_page("/", viewport=PHONE)
    page.get_by_role("button", name="筛选").click()
    page.get_by_label("起始").fill("2016-13")
    page.keyboard.press("Tab")
    expect(page.locator("#from-wrong")).to_be_visible()
    expect(page.locator("[inert]")).to_have_count(0)


def test_no_node_is_cut_where_years_are_laid_out_late(open_page):
    page = open_page("/", viewport=PHONE)
    cut = page.locator(".entry").first.evaluate(
        """entry => {
            const node = parseFloat(getComputedStyle(entry, "::before").left);
            const year = entry.closest(".year").getBoundingClientRect().left;
            return entry.getBoundingClientRect().left + node < year;
        }"""
    )
    assert not cut


def test_escape_closes_the_drawer(open_page):
    page = open_page("/", viewport=PHONE)
    page.get_by_role("button", name="筛选").click()
    page.locator("#kind-platform").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#kind-platform")).to_be_hidden()
    expect(page.get_by_role("button", name="筛选")).to_be_focused()


@scripting
def test_an_empty_result_says_which_filter_to_drop(open_page, scripting):
    page = open_page("/?year=2018&kind=assessment", java_script_enabled=scripting)
    expect(page.locator(".proposals li")).to_have_count(2)
    expect(page.locator(".proposals")).to_contain_text(f"{number('year=2018')} 条")
    page.get_by_role("link", name="去掉“年份”").click()
    expect(heading(page)).to_have_text(counted("kind=assessment"))
