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


def test_an_error_page_is_not_for_search_engines(client):
    page = client.get("/nowhere/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page
