"""axe finds nothing on any type of page: light and dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "timeline": "/",
    "filtered": "/?year=2018&body=guowuyuan&from=2018-01",
    "empty": "/?year=1999",
    "wrong": "/?year=abc&from=2016-13",
    "several pages": "/?page_size=10&page=4",
    "policies": "/policies/",
    "policy": "/policies/cujin-dashuju-fazhan-xingdong-gangyao/",
    "milestones": "/milestones/",
    "milestone": "/milestones/2018-12-08/",
    "bodies": "/bodies/",
    "body": "/bodies/guojia-fazhan-gaigewei/",
    "provinces": "/provinces/",
    "province": "/provinces/anhui/",
    "absent province": "/provinces/xinjiang/",
    "sources": "/sources/",
    "source": "/sources/egov-report-2014-2024/?lines=8-10",
    "differences": "/differences/",
    "about": "/about/",
    "not found": "/nowhere/",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page, name, width, scheme):
    page = open_page(
        PAGES[name], viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.locator("h1").count() == 1
