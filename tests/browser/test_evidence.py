"""A reader follows a statement to the words that it rests on, here and at the source itself.

The policy and its source are invented.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import ALL_BUT_COLOURS, of_colours, violations
from tests.browser.curating import served

ADDRESS = "https://www.example.gov.cn/notice.html"
CITED = f"""
from portal.models import Source
from tests.universe import policy
notice = Source.objects.create(
    slug="notice", title="虚构的通知（网页）", short_title="虚构的通知", kind="web",
    publisher="虚构的办公厅", url={ADDRESS!r}, state="published",
)
made = policy("invented", "2025-03", title="虚构的一项政策", number="虚发〔2025〕1号")
made.citations.create(
    source=notice, place="第二段", quote="虚发〔2025〕1号", supports="title number"
)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of a portal with a policy that is known from a web page."""
    with django_db_blocker.unblock(), served(tmp_path_factory.mktemp("cited"), CITED) as url:
        yield url


def statement(page, label: str):
    return page.locator(".evidence .facts > div", has_text=label)


@pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])
def test_a_statement_leads_to_its_lines_in_the_source(open_page, scripting):
    page = open_page("/milestones/2016-09-25/", java_script_enabled=scripting)
    statement(page, "原文").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/sources/egov-report-2014-2024/\?lines=\d+-\d+#L\d+$"))
    marked = page.locator(".lines .marked").first
    expect(marked).to_be_visible()
    expect(marked).to_contain_text("9月25日")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_statement_leads_on_to_the_sources_own_page(window, width):
    page = window(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto("/policies/invented/")
    number = statement(page, "发文字号")
    expect(number).to_contain_text("第二段")
    expect(number.locator("q")).to_have_text("虚发〔2025〕1号")
    expect(number.get_by_role("link", name="原网页")).to_have_attribute("href", ADDRESS)
    expect(statement(page, "日期")).to_contain_text("没有注明出处")
    assert violations(page, ALL_BUT_COLOURS) + of_colours(page) == []
    number.get_by_role("link", name="虚构的通知（网页）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("虚构的通知（网页）")
    expect(page.get_by_role("link", name=ADDRESS)).to_have_attribute("href", ADDRESS)
