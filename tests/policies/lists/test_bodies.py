"""The list of bodies and that of differences are shown in pages; bodies are found by names."""

from itertools import pairwise

import pytest

from policies.models import Body, BodyAlias, Difference, FoundDifference

pytestmark = pytest.mark.usefixtures("catalogue")


def cells(response) -> list:
    return [cell for _, group in response.context["groups"] for cell in group]


def names(response) -> set[str]:
    return {cell.body.name for cell in cells(response)}


def test_bodies_with_most_entries_come_first_and_each_is_on_one_page(client):
    pages = [cells(client.get("/bodies/", {"page": n, "page_size": 10})) for n in range(1, 6)]
    assert [len(page) for page in pages] == [10, 10, 10, 10, Body.objects.count() - 40]
    assert {cell.body for page in pages for cell in page} == set(Body.objects.all())
    for page, following in pairwise(pages):
        assert min(cell.count for cell in page) >= max(cell.count for cell in following)


def test_the_charts_of_a_page_have_one_scale(client):
    response = client.get("/bodies/", {"page": 3, "page_size": 10})
    tallest = max(bar.count for cell in cells(response) for bar in cell.bars)
    assert response.context["scale"].tallest == tallest
    assert client.get("/bodies/").context["scale"].tallest > tallest


def test_a_body_is_found_by_each_of_its_names(client):
    body = Body.objects.get(slug="guojia-fazhan-gaigewei")
    BodyAlias.objects.create(body=body, name="饕餮委")
    for words in ("饕餮", "国家发展和改革委员会", "发展 饕餮"):
        response = client.get("/bodies/", {"q": words})
        assert names(response) == {body.name}, words
        assert body.get_absolute_url() in response.content.decode()
    assert names(client.get("/bodies/", {"q": "饕餮 穷奇"})) == set()
    assert body.name not in names(client.get("/bodies/", {"q": "国家 -发展"}))


def test_a_search_without_bodies_says_so_and_links_to_all(client):
    page = client.get("/bodies/", {"q": "穷奇"}).content.decode()
    assert "名称里有“穷奇”的主体：共 0 个" in page
    assert 'href="/bodies/"' in page.partition("<main")[2]


@pytest.mark.parametrize("address", ["/bodies/", "/differences/"])
def test_a_page_that_is_not_there_is_refused_by_name(client, address):
    assert client.get(address, {"page": 99}).status_code == 404
    for name, value in (("page", "x"), ("page_size", "0"), ("page_size", "201")):
        response = client.get(address, {name: value})
        assert response.status_code == 400
        assert f"“{value}”有误" in response.content.decode()


def test_words_that_cannot_be_looked_for_are_refused_by_name(client):
    response = client.get("/bodies/", {"q": "穷" * 201})
    assert response.status_code == 400
    assert "太长：最多 200 个字，这里有 201 个" in response.content.decode()


def test_every_difference_is_on_one_page(client):
    found = []
    for number in (1, 2, 3):
        response = client.get("/differences/", {"page": number, "page_size": 5})
        found += [difference.key for difference in response.context["differences"]]
        assert "共 11 处" in response.content.decode()
    assert found == [str(one.pk) for one in FoundDifference.objects.in_order()]
    assert len(found) == Difference.objects.count()
    assert len(set(found)) == 11


def test_the_way_to_other_pages_and_the_search_by_name_stand_where_there_are_several(client):
    assert "按名称查找主体" not in client.get("/bodies/").content.decode()
    page = client.get("/bodies/", {"page": 2, "page_size": 10}).content.decode()
    assert "按名称查找主体" in page
    assert 'href="?page=3&amp;page_size=10"' in page or 'href="?page_size=10&amp;page=3"' in page
