"""Hints of the search page: similar words, dates, excluded records, errors."""

import html
import re

import pytest

from tests.policies.lists.searching import rows, search, tabs

pytestmark = pytest.mark.usefixtures("catalogue")


def test_nothing_found_says_what_each_word_and_what_near_ones_would_find(client):
    response = search(client, q="一网统办 数据")
    assert not rows(response)
    alone = {one.text: (one.count, one.url) for one in response.context["single_words"]}
    assert alone["一网统办"][0] == 0
    assert alone["数据"][0] == tabs(search(client, q="数据"))[""] > 0
    assert client.get(f"/search/{alone['数据'][1]}").status_code == 200
    nearest = search(client, q="一网统办").context["similar_queries"]
    assert "一网通办" in [one.text for one in nearest]


def test_what_is_near_finds_something_under_the_filters_and_is_never_the_query_itself(client):
    for parameters in ({"q": "数字政府", "year": "1999"}, {"q": "一网统办", "year": "2018"}):
        response = search(client, **parameters)
        assert not rows(response)
        for near in response.context["similar_queries"]:
            assert near.text != parameters["q"]
            found = client.get(f"/search/{near.url}").context["page"].paginator.count
            assert found == near.count > 0
    assert near.text
    [near, *_] = search(client, q="一网统办 -政务").context["similar_queries"]
    assert "-%E6%94%BF%E5%8A%A1" in near.url


@pytest.mark.parametrize(
    ("parameters", "lacking"),
    [
        ({"year": "2018"}, "日期"),
        ({"from": "2018", "to": "2019"}, "日期"),
        ({"kind": "forum", "body": "guowuyuan", "from": "2014"}, "日期、发布主体、类型"),
        ({"year": "2018", "q": "一网通办"}, "日期"),
    ],
)
def test_a_filter_says_which_excerpts_it_leaves_out_for_want_of_what(client, parameters, lacking):
    number = tabs(search(client, q=parameters.get("q", "")))["excerpt"]
    assert number > 0
    response = search(client, **parameters)
    [out] = response.context["left_out"]
    assert f"另有 {number} 篇各省规划摘录没有{lacking}，" in response.content.decode()
    shown = client.get(f"/search/{out.url}").context["page"]
    assert shown.paginator.count == number
    assert {row.type for row in shown} == {"excerpt"}


def test_no_hint_about_excerpts_that_the_query_does_not_concern(client):
    assert search(client, q="数据").context["left_out"] == []
    assert search(client, year="2018", type="policy").context["left_out"] == []
    assert client.get("/", {"year": "2018"}).context["left_out"] == []


def test_a_date_in_the_query_is_said_to_be_one_and_offers_the_filter(client):
    response = search(client, q="电子政务 2016年 -2016.9", sort="relevance")
    asked, left = response.context["dated_words"]
    page = re.sub("</?span[^>]*>", "", response.content.decode())
    assert "“2016年”既查文字，也找出日期与它重合的条目。" in page
    assert "“-2016.9”既排除文字里有它的" in page
    filtered = client.get(f"/search/{asked.by_date}").context
    assert filtered["query"].typed == "电子政务 -2016.9"
    assert [chip.label for chip in filtered["active_filters"]] == ["电子政务 -2016.9", "2016年"]
    assert not left.by_date
    by_text = client.get(f"/search/{left.by_text}").context["query"]
    assert by_text.typed == "电子政务 2016年 -“2016.9”"
    [day] = search(client, q="2016年9月25日", sort="relevance").context["dated_words"]
    assert day.by_date == "?from=2016-09-25&to=2016-09-25"
    [filtered] = search(client, q="2016", year="2016").context["dated_words"]
    assert not filtered.by_date


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"type": "x"}, "“x”不是可用的记录"),
        ({"sort": "relevance"}, "须与检索词 q 同用"),
        ({"q": "长" * 5000}, "最多 200 个字，这里有 5000 个。"),
        ({"q": "a\x00b"}, "含有空字符"),
        ({"q": "数据", "year": "abc"}, "“abc”不是年份"),
    ],
)
def test_a_bad_value_is_named_beside_its_control(client, parameters, said):
    response = client.get("/search/", parameters)
    assert response.status_code == 400
    assert said in html.unescape(response.content.decode())


@pytest.mark.parametrize(
    "query", ["*", "%", "_", '"', "AND", "NEAR(", "数据 OR", "^", "-", "--", "'; DROP", "(", ":"]
)
def test_no_query_is_a_syntax_error(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert "里没有可以检索的字" in response.content.decode()
