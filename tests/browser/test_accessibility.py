"""axe finds nothing on any page: light and dark, on a phone and on a desk, in both languages."""

import pytest

from tests.browser.axe import findings

PAGES = {
    "timeline": "/",
    "filtered": "/?year=2018&body=guowuyuan&from=2018-01",
    "empty": "/?year=2018&kind=assessment",
    "a slip": "/?q=一网统办",
    "searched": "/?q=一网通办",
    "search": "/search/?q=一网通办",
    "search by relevance": "/search/?q=数据&sort=relevance&kind=document",
    "nothing found": "/search/?q=没有的词 数据",
    "record with hits": "/provinces/shandong/?q=一网通办",
    "lanes": "/?view=lanes",
    "wrong": "/?year=abc&from=2016-13",
    "several pages": "/?page_size=10&page=4",
    "policies": "/policies/",
    "policy": "/policies/cujin-dashuju-fazhan-xingdong-gangyao/",
    "milestones": "/milestones/",
    "milestone": "/milestones/2018-12-08/",
    "bodies": "/bodies/",
    "body": "/bodies/guojia-fazhan-gaigewei/",
    "provinces": "/provinces/",
    "a phrase in the provinces": "/provinces/?q=一网通办",
    "province": "/provinces/anhui/",
    "absent province": "/provinces/xinjiang/",
    "sources": "/sources/",
    "source": "/sources/egov-report-2014-2024/?lines=8-10",
    "differences": "/differences/",
    "about": "/about/",
    "embedded timeline": "/embed/timeline/?year=2018",
    "data": "/about/data/",
    "verify": "/about/verify/",
    "documentation of the API": "/api/v1/docs/",
    "not found": "/nowhere/",
    "unknown record": "/policies/shuzi/",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page, name):
    page = open_page(PAGES[name], bypass_csp=True)
    assert page.locator("h1").count() == 1
    assert findings(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_english(open_page, name):
    """On the phone alone: what differs is the words."""
    page = open_page(f"/en{PAGES[name]}", bypass_csp=True)
    assert page.locator("h1").count() == 1
    assert findings(page, widths=[390]) == []


def test_axe_finds_nothing_in_the_drawer(open_page):
    page = open_page("/?year=2018", viewport={"width": 390, "height": 900}, bypass_csp=True)
    page.get_by_role("button", name="筛选").click()
    assert findings(page, widths=[390]) == []


NAMES = """() => {
    const addresses = {};
    for (const link of document.querySelectorAll("main a[href]")) {
        const read = link.cloneNode(true);
        for (const hidden of read.querySelectorAll("[aria-hidden=true]")) hidden.remove();
        const name = link.getAttribute("aria-label") ?? read.textContent.trim();
        (addresses[name] ??= new Set()).add(link.pathname);
    }
    return Object.keys(addresses).filter((name) => addresses[name].size > 1);
}"""
LINKED = ("/", "/?view=lanes", "/policies/", "/bodies/", "/search/?q=一网通办")


@pytest.mark.parametrize("path", LINKED)
def test_links_of_one_name_lead_to_one_page(open_page, path):
    assert open_page(path).evaluate(NAMES) == []


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
def test_no_page_is_wider_than_its_window(open_page, language, width):
    page = open_page("/about/", viewport={"width": width, "height": 700})
    wide = {}
    for name, path in PAGES.items():
        page.goto(language + path)
        wide[name] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    assert {name: by for name, by in wide.items() if by} == {}
