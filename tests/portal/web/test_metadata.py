"""What a page tells those who quote it."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")

PAGES = [
    "/",
    "/policies/",
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao/",
    "/milestones/2018-07-25/",
    "/bodies/",
    "/bodies/guowuyuan/",
    "/provinces/",
    "/provinces/anhui/",
    "/differences/",
    "/sources/",
    "/sources/egov-report-2014-2024/",
    "/about/",
    "/about/data/",
    "/about/verify/",
]


def head(client, address) -> dict[str, str]:
    page = client.get(address).content.decode().partition("</head>")[0]
    found = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', page))
    return found | {"title": re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1].strip()}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_title_a_description_and_a_preview(client, address, language):
    found = head(client, language + address)
    assert " ".join(found["og:title"].split()) == " ".join(found["title"].split())
    assert found["og:description"] == found["description"].strip()
    assert len(found["description"]) > 10
    assert found["og:url"] == f"http://testserver{language}{address}"
    assert re.fullmatch(r"http://testserver/static/preview(\.\w+)?\.png", found["og:image"])


@pytest.mark.parametrize("language", ["", "/en"])
def test_no_two_pages_have_the_same_title_or_description(client, language):
    heads = [head(client, language + address) for address in PAGES]
    for name in ("title", "description"):
        said = [found[name] for found in heads]
        assert len(set(said)) == len(said), name


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/?year=2018&utm_source=a", "/?year=2018"),
        ("/en/policies/cujin-dashuju-fazhan-xingdong-gangyao/?q=数据", None),
        ("/provinces/anhui/?q=数据", None),
        ("/sources/guanyan-policy-tables/?lines=3-4&page=1", None),
        ("/about/?year=2018", None),
    ],
)
def test_the_canonical_address_has_only_what_decides_what_is_shown(client, address, canonical):
    page = client.get(address).content.decode()
    expected = f"http://testserver{canonical or address.partition('?')[0]}"
    found = dict(re.findall('hreflang="([^"]*)" href="(http[^"]*)"', page))
    assert re.search('"canonical" href="([^"]*)"', page)[1] == expected
    assert found["en" if "/en/" in address else "zh-Hans"] == expected
    assert found["x-default"] == expected.replace("/en/", "/")


def test_an_error_page_is_not_for_search_engines(client):
    page = client.get("/nowhere/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page
