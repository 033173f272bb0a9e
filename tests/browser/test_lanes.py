"""The chart of bodies: by keyboard, with the filters of the list."""

import re

import pytest
from django.http import QueryDict
from playwright.sync_api import expect

from policies.lists.timeline import Timeline
from tests.browser.pages import DESK

scripting = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


@scripting
def test_every_mark_of_the_lanes_is_reached_by_keyboard_and_leads_to_its_record(
    open_page, scripting
):
    page = open_page("/?view=lanes", viewport=DESK, java_script_enabled=scripting)
    number, newest = len(Timeline(QueryDict())), Timeline(QueryDict())[0:1][0]
    expect(page.locator(".lane-mark:not([tabindex])")).to_have_count(number)
    page.locator(".lanes-window").focus()
    seen = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        mark = page.evaluate(
            """() => {
              const mark = document.activeElement.closest(".lane-mark");
              return mark && [mark.getAttribute("href"), mark.innerText];
            }"""
        )
        if mark:
            seen.add(mark[0])
            expect(page.locator(".lane-mark:focus .lane-tip")).to_be_visible()
        if len(seen) == number:
            break
    assert len(seen) == number
    assert str(newest.date) in mark[1]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(newest.title)


def test_what_has_the_focus_is_not_under_the_names_of_years_and_bodies(open_page):
    page = open_page("/?view=lanes", viewport=DESK)
    page.locator(".colophon a").focus()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(
            """() => {
                const mark = document.activeElement.closest(".lanes td a");
                if (!mark) return true;
                const { left, top, width, height } = mark.getBoundingClientRect();
                const seen = document.elementFromPoint(left + width / 2, top + height / 2);
                return mark.contains(seen);
            }"""
        )


def test_the_lanes_keep_the_filters_and_join_a_joint_issue(open_page):
    page = open_page("/?year=2022&kind=document", viewport=DESK)
    page.get_by_role("link", name="主体分布图").click()
    expect(page.locator(".lanes thead th").first).to_have_css("position", "sticky")
    expect(page).to_have_url(re.compile("year=2022&kind=document&view=lanes"))
    joint = page.locator('.lane-mark[href="/milestones/2022-01-26/"]')
    expect(joint).to_have_count(10)
    expect(page.locator(".lanes .line.top")).to_have_count(4)
    expect(page.locator(".lanes .line.end")).to_have_count(4)
