"""An empty list names each filter whose removal would give hits."""

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize(
    "query",
    [
        "year=2018&kind=assessment",
        "year=1999&body=guowuyuan&kind=forum",
        "q=一网通办&year=2014",
        "from=2018&to=2018&kind=platform&q=数据",
    ],
)
def test_each_filter_said_to_drop_gives_as_many_as_said(client, query):
    response = client.get(f"/?{query}")
    assert response.context["page"].paginator.count == 0
    for removable in response.context["removable_filters"]:
        page = client.get(f"/{removable.url}").context["page"]
        assert page.paginator.count == removable.count > 0


def test_the_filter_that_hides_most_comes_first(client):
    found = client.get("/?year=2018&kind=assessment").context["removable_filters"]
    assert [(one.name, one.count) for one in found] == [("kind", 9), ("year", 1)]
    assert found[0].values == ["评估调查"]


def test_where_no_single_filter_is_to_blame_the_page_says_so(client):
    page = client.get("/?year=1999&kind=forum&q=没有这个词").content.decode()
    assert "去掉其中任何一个条件，也没有结果" in page
    assert 'href="/"' in page


def test_a_bodys_own_page_never_offers_to_drop_the_body(client):
    found = client.get("/bodies/guowuyuan/?year=1999").context["removable_filters"]
    assert [one.name for one in found] == ["year"]


def test_an_empty_list_costs_two_queries_more(client, django_assert_num_queries):
    """The combinations of documents, and what each filter alone hides."""
    client.get("/?year=2018&kind=assessment")
    with django_assert_num_queries(3):
        client.get("/?year=2018&kind=assessment")
