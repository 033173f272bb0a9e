"""A drawn family of documents, on a phone and on a desk, light, dark and printed.

The records are invented.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.curating import served

LONG = "虚构的信息公开条例（二〇〇一年公布，二〇〇五年修正，试行，自公布之日起施行）"
FAMILY = f"""
from tests.universe import milestone, policy, says
titles = [{LONG!r}, "虚构条例", "虚构细则"]
rules = [policy(f"invented-{{at}}", f"20{{at}}1", title=one) for at, one in enumerate(titles)]
told = milestone("invented-told", "2010-03", title="虚构的常务会议")
says(rules[1], "repeals", rules[0], place="33-34", quote="国务院印发")
says(rules[2], "implements", rules[1])
says(rules[2], "based_on", rules[0])
says(told, "first_proposed", rules[1])
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of a portal with a family of four."""
    folder = tmp_path_factory.mktemp("family")
    with django_db_blocker.unblock(), served(folder, FAMILY) as url:
        yield url


# Where each line of the drawing ends, and where the document is to which it leads.
MEETS = """() => {
    const rows = [...document.querySelectorAll(".family-drawing > ol > li")];
    return [...document.querySelectorAll(".family .head")].map((head) => {
        const box = head.getBoundingClientRect();
        const middle = (box.top + box.bottom) / 2;
        const row = rows.find((one) => {
            const own = one.getBoundingClientRect();
            return own.top < middle && middle < own.bottom;
        });
        return row && row.querySelector(".family-title").textContent;
    });
}"""


WIDTHS = (320, 390, 1440)


@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
def test_it_fits_and_every_arrow_points_at_its_document(window, language):
    page = window(bypass_csp=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{language}/policies/invented-1/")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert (width, page.evaluate(wide)) == (width, 0)
        assert sorted(page.evaluate(MEETS)) == sorted([LONG, "虚构条例"] * 2), width
    assert findings(page, WIDTHS) == []


def test_a_reader_follows_a_relation_from_end_to_end_without_script(window):
    page = window(java_script_enabled=False)
    page.goto("/policies/invented-2/")
    relations = page.get_by_role("region", name="与其他记录的关系")
    expect(relations).to_contain_text("落实虚构条例")
    relations.get_by_role("link", name="虚构条例").first.click()
    expect(relations).to_contain_text("由虚构细则落实")
    expect(relations.locator("[aria-current]")).to_contain_text("虚构条例")
    relations.get_by_role("link", name="第 33—34 行").click()
    expect(page.locator("#L33")).to_be_visible()


def test_it_is_printed_with_its_lines(window):
    page = window()
    page.goto("/policies/invented-1/")
    page.emulate_media(media="print")
    expect(page.locator(".family svg")).to_be_visible()
    expect(page.locator(".family .arc")).to_have_count(4)
