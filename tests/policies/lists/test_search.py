"""The search page: three types of records in one list, each with its hits."""

import pytest

from policies.models import Body, Milestone, Policy
from portal.search import index
from portal.search.query import parse
from provinces.models import Excerpt
from tests.policies.lists.searching import facet, rows, search, tabs
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def test_every_record_is_listed_once_and_the_tabs_add_up(client):
    response = search(client)
    alone = Milestone.objects.filter(policy=None).count()
    numbers = (Policy.objects.count(), alone, Excerpt.objects.count())
    total = sum(numbers)
    by_type = dict(zip(("policy", "milestone", "excerpt"), numbers, strict=True))
    assert tabs(response) == {"": total} | by_type
    everything = [
        (row.type, row.url)
        for page in range(1, -(-total // 60) + 1)
        for row in rows(search(client, page=page, page_size=60))
    ]
    assert len(set(everything)) == len(everything) == total


@pytest.mark.parametrize("query", ["一网通办", "数据", "2018", "数字 -政府", "国务院办公厅"])
@pytest.mark.parametrize("sort", ["", "date", "relevance"])
def test_each_tab_gives_what_it_promises(client, query, sort):
    response = search(client, q=query, sort=sort)
    promised = tabs(response)
    assert promised[""] == len(rows(response)) == response.context["page"].paginator.count
    for type_ in ("policy", "milestone", "excerpt"):
        found = rows(search(client, q=query, sort=sort, type=type_))
        assert {row.type for row in found} <= {type_}
        assert len(found) == promised[type_]
    assert sum(promised.values()) == 2 * promised[""]


@pytest.mark.parametrize("query", ["一网通办", "2018", "数字 -政府", "国务院", "第14届"])
def test_all_lists_find_the_same(client, query):
    def count(address):
        return client.get(address, {"q": query}).context["page"].paginator.count

    found = tabs(search(client, q=query))
    assert count("/") == found["policy"] + found["milestone"]
    assert count("/policies/") == found["policy"]
    provinces = client.get("/provinces/", {"q": query}).context["survey"]
    assert len(provinces.hits) == found["excerpt"]


def test_each_numeral_of_a_query_finds_either_spelling(client):
    milestone("mixed", "2031", wording="二〇二一年第14届甲乙", title="丙")
    for query in ("2021年第十四届甲乙", "二〇二一年第14届甲乙", "2021年第14届甲乙"):
        assert [row.title for row in rows(search(client, q=query))] == ["丙"]
    assert not rows(search(client, q="“2021年第十四届甲乙”"))


def test_filters_of_the_timeline_apply_with_counts(client):
    response = search(client, q="数据")
    for name in ("year", "kind", "body", "source"):
        for value, number in facet(response, name).items():
            chosen = search(client, q="数据", **{name: value})
            assert chosen.context["page"].paginator.count == number, (name, value)
    assert tabs(search(client, q="数据", year="2018"))["excerpt"] == 0  # a plan has no date here


@pytest.mark.parametrize(
    "query", ["q=数据&sort=relevance", "year=2018&sort=bogus", "q=a&page_size=x&view=y&kind=z"]
)
@pytest.mark.parametrize("address", ["/", "/search/", "/bodies/guowuyuan/"])
def test_all_filters_can_be_dropped_from_any_list(client, address, query):
    cleared = client.get(f"{address}?{query}").context["cleared"]
    response = client.get(cleared if cleared.startswith("/") else f"{address}{cleared}")
    assert response.status_code == 200
    assert not response.context["active_filters"]
    kept = client.get(f"{address}?year=2018&sort=date&page_size=20&view=lanes").context["cleared"]
    assert kept == "?sort=date&view=lanes&page_size=20"


def test_the_next_filter_preserves_several_types(client):
    page = search(client, type=["policy", "excerpt"]).content.decode()
    for type_ in ("policy", "excerpt"):
        assert f'<input type="hidden" name="type" value="{type_}">' in page


def test_every_number_and_list_goes_by_the_dates_of_a_query(client):
    for query in ("2016年", "2016年9月", "电子政务 2016年", "政务 -2016"):
        response = search(client, q=query, page_size=200)
        assert tabs(response)[""] == len(rows(response)) > 0
        for value, number in facet(response, "kind").items():
            chosen = search(client, q=query, kind=value)
            assert chosen.context["page"].paginator.count == number
    nothing = search(client, q="2016年9月 没有的词")
    alone = {one.text: one.count for one in nothing.context["single_words"]}
    assert alone["2016年9月"] == len(rows(search(client, q="2016年9月"))) > 1


def test_an_emptied_search_field_keeps_its_order_without_complaint(client):
    assert client.get("/search/", {"q": "", "sort": "relevance"}).status_code == 200
    chips = search(client, q="数据", sort="relevance").context["active_filters"]
    assert [chip.url for chip in chips] == ["?"]
    nothing = client.get("/", {"q": "数据", "sort": "relevance", "year": "1990"})
    for removable in nothing.context["removable_filters"]:
        assert client.get(f"/{removable.url}").status_code == 200


def test_a_found_policy_counts_once_with_any_number_of_milestones(client):
    told = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    milestone("again", "2015-09", title="促进大数据发展行动纲要", policy=told)
    titles = [row.title for row in rows(search(client, q="促进大数据发展行动纲要", type="policy"))]
    assert titles == ["促进大数据发展行动纲要"]
    assert index.matching(parse("促进大数据发展行动纲要"), "timeline").count() >= 2


def test_a_meeting_finds_what_tells_of_it_and_not_another_meeting_of_its_body(client):
    def found(q):
        return [row.url for row in rows(search(client, q=q, type="milestone"))]

    assert found("第二十次全国代表大会") == ["/milestones/2022-10-16/"]
    assert found("第二十届中央委员会") == ["/milestones/2024-07-15/"]
    assert found("第十八届中央政治局") == ["/milestones/2016-10-09/"]


def test_the_commission_is_found_by_its_short_name(client):
    commission = Body.objects.get(slug="zhongyang-wangxin-weiyuanhui")
    found = rows(search(client, q="中央网信委", type="milestone"))
    assert {row.url for row in found} == {"/milestones/2021-12/", "/milestones/2023-12/"}
    assert "中央网信委" in client.get(commission.get_absolute_url()).content.decode()
