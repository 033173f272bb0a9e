"""The search page: three kinds of record in one list, each hit where it stands."""

import html
import re

import pytest
from django.core.cache import cache

from policies.models import Body, Milestone, Policy
from portal.models import Listing
from portal.search.query import parse
from provinces.models import Excerpt
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def search(client, **parameters):
    response = client.get("/search/", parameters)
    assert response.status_code == 200
    return response


def rows(response) -> list:
    return list(response.context["page"])


def tabs(response) -> dict[str, int]:
    return {tab.value: tab.count for tab in response.context["tabs"]}


def facet(response, name) -> dict[str, int]:
    [found] = [facet for facet in response.context["facets"] if facet.name == name]
    return {value.value: value.count for value in found.values}


def marked(response) -> list[str]:
    page = response.content.decode()
    return [html.unescape(text) for text in re.findall("<mark>(.*?)</mark>", page)]


def test_every_record_stands_once_and_the_tabs_add_up(client):
    response = search(client)
    assert tabs(response) == {"": 111, "policy": 14, "milestone": 68, "excerpt": 29}
    everything = [
        (row.type, row.url)
        for page in (1, 2)
        for row in rows(search(client, page=page, page_size=60))
    ]
    assert len(set(everything)) == len(everything) == 111
    assert not Milestone.objects.filter(policy=None).count() - 68


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


@pytest.mark.parametrize("first", ["2017", '"2017"'])
def test_what_one_query_has_found_is_no_answer_to_another(client, first):
    queries = {'"2017"': 2, "2017": 7, "-2017": 104, '-"2017"': 109, "2017年": 7, '"2017年"': 1}
    for query in (first, *queries):
        assert len(rows(search(client, q=query, page_size=200))) == queries[query], query


def test_each_numeral_of_a_query_finds_either_spelling(client):
    milestone("mixed", "2031", wording="二〇二一年第14届甲乙", title="丙")
    for query in ("2021年第十四届甲乙", "二〇二一年第14届甲乙", "2021年第14届甲乙"):
        assert [row.title for row in rows(search(client, q=query))] == ["丙"]
    assert not rows(search(client, q="“2021年第十四届甲乙”"))


def test_what_has_no_date_comes_last_in_either_order(client):
    for sort in ("-date", "date"):
        types = [row.type for row in rows(search(client, q="政务服务", sort=sort))]
        assert "excerpt" in types
        assert types == sorted(types, key=lambda type_: type_ == "excerpt")
    newest = rows(search(client, q="政务服务"))
    dated = [row.date.start for row in newest if row.type != "excerpt"]
    assert dated == sorted(dated, reverse=True)


def test_pages_join_up_over_the_end_of_what_is_dated(client):
    whole = [row.url for row in rows(search(client, q="政务服务", page_size=200))]
    for size in (1, 7, 10):
        paged = [
            row.url
            for page in range(1, -(-len(whole) // size) + 1)
            for row in rows(search(client, q="政务服务", page_size=size, page=page))
        ]
        assert paged == whole


def test_filters_of_the_timeline_apply_with_counts(client):
    response = search(client, q="数据")
    for name in ("year", "kind", "body", "source"):
        for value, number in facet(response, name).items():
            chosen = search(client, q="数据", **{name: value})
            assert chosen.context["page"].paginator.count == number, (name, value)
    assert tabs(search(client, q="数据", year="2018"))["excerpt"] == 0  # a plan has no date here


def test_a_policy_is_found_by_what_only_its_milestone_says(client):
    told = policy("notice", "2031-05", title="某通知", wording="要点。")
    milestone("told", "2031-05", title="某通知", wording="大事记另说了朝花夕拾。", policy=told)
    [row] = rows(search(client, q="朝花夕拾"))
    assert (row.type, row.url) == ("policy", "/policies/notice/")
    assert [text.url for text in row.texts] == ["/policies/notice/", "/milestones/told/"]
    assert "/milestones/told/?q=" in search(client, q="朝花夕拾").content.decode()


def test_every_hit_is_marked_in_the_original_characters(client):
    milestone("wide", "2031-05", title="ＧＢ／Ｔ標準", wording="推進「一網　通辦」，再說一网通办。")
    response = search(client, q="一网通办", year="2031")
    assert marked(response) == ["一網　通辦", "一网通办"]
    assert marked(search(client, q="gb/t标准", year="2031")) == ["ＧＢ／Ｔ標準"]
    assert marked(client.get("/", {"q": "一网通办", "year": "2031"})) == ["一網　通辦", "一网通办"]
    assert marked(client.get("/milestones/wide/", {"q": "一网通办"})) == ["一網　通辦", "一网通办"]


def test_a_misprint_found_by_its_reading_is_marked_as_it_is_printed(client):
    excerpt = Excerpt.objects.get(unit__slug="jiangsu")
    excerpt.wording = "推动数字证府建设。"
    excerpt.save()
    excerpt.errata.all().delete()
    excerpt.errata.create(
        kind="mistaken", printed="证府", reading="政府", reason="音近而误", state="published"
    )
    assert marked(search(client, q="江苏 数字政府")) == ["江苏", "数字证府"]
    shown = client.get("/provinces/jiangsu/", {"q": "数字政府"})
    assert "".join(marked(shown)) == "数字证府"
    assert "推动数字" in shown.content.decode()


def test_a_snippet_says_where_it_stands(client):
    text = "前面的话。" * 30 + "特别的词" + "。后面的话" * 30 + "又见特别的词"
    milestone("long", "2031-05", wording=text)
    page = search(client, q="特别的词").content.decode()
    positions = [int(number) for number in re.findall("第 (\\d+) 字", page)]
    assert positions == [text.index("特别的词") + 1, text.rindex("特别的词") + 1]
    assert "2 处" in page


def test_a_name_that_is_not_shown_is_said_where_it_alone_was_found(client):
    body = Body.objects.get(slug="guowuyuan-bangongting")
    body.aliases.create(name="国办别名")
    response = search(client, q="国办别名", type="milestone")
    assert rows(response)
    for row in rows(response):
        assert ("别名", "国办别名") in row.elsewhere
    assert "国办别名" in marked(response)


def test_words_that_are_markup_stay_text(client):
    milestone("markup", "2031-05", wording="写作<b>&amp;的字")
    page = search(client, q="<b>&").content.decode()
    assert "<mark>&lt;b&gt;&amp;</mark>amp;的字" in page


def test_nothing_found_says_what_each_word_and_what_near_ones_would_find(client):
    response = search(client, q="一网统办 数据")
    assert not rows(response)
    alone = {one.word: (one.count, one.url) for one in response.context["words_alone"]}
    assert alone["一网统办"][0] == 0
    assert alone["数据"][0] == tabs(search(client, q="数据"))[""] > 0
    assert client.get(f"/search/{alone['数据'][1]}").status_code == 200
    nearest = search(client, q="一网统办").context["nearest"]
    assert "一网通办" in [one.text for one in nearest]


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


def test_an_emptied_search_field_keeps_its_order_without_complaint(client):
    assert client.get("/search/", {"q": "", "sort": "relevance"}).status_code == 200
    chips = search(client, q="数据", sort="relevance").context["chips"]
    assert [chip.url for chip in chips] == ["?"]
    nothing = client.get("/", {"q": "数据", "sort": "relevance", "year": "1990"})
    for relaxation in nothing.context["relaxations"]:
        assert client.get(f"/{relaxation.url}").status_code == 200


def test_by_relevance_titles_come_first(client):
    found = rows(search(client, q="大数据", sort="relevance"))
    in_title = ["大数据" in row.title for row in found]
    assert in_title == sorted(in_title, reverse=True)
    assert in_title[0]
    assert not in_title[-1]


def test_many_hits_are_listed_by_either_road_alike(client, monkeypatch):
    """Cut by the index, found by it and sorted, and read from the list's end."""

    def found():
        cache.clear()
        pages = [(1, 100), (2, 50), (3, 25), (7, 10)]
        return [
            [row.url for row in rows(search(client, q="的", sort=sort, page=page, page_size=size))]
            for sort in ("date", "-date")
            for page, size in pages
        ]

    by_index = found()
    monkeypatch.setattr("portal.search.index.FEW", 0)
    assert found() == by_index
    monkeypatch.setattr("policies.timeline.Timeline.is_cut_by_index", lambda *_: False)
    assert found() == by_index
    monkeypatch.setattr("policies.timeline.FAR", 0)
    assert found() == by_index


@pytest.mark.parametrize(("size", "page"), [(1, 1), (3, 2), (50, 1)])
def test_the_best_are_the_same_where_titles_are_looked_at_first(client, monkeypatch, size, page):
    def found():
        cache.clear()
        parameters = {"q": "数据", "sort": "relevance", "page_size": size, "page": page}
        return [row.url for row in rows(search(client, **parameters))]

    at_once = found()
    monkeypatch.setattr("policies.timeline.MANY", 0)
    assert found() == at_once


def test_a_found_policy_counts_once_however_many_milestones_tell_of_it(client):
    told = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    milestone("again", "2015-09", title="促进大数据发展行动纲要", policy=told)
    titles = [row.title for row in rows(search(client, q="促进大数据发展行动纲要", type="policy"))]
    assert titles == ["促进大数据发展行动纲要"]
    assert Listing.objects.holding(parse("促进大数据发展行动纲要"), "timeline").count() >= 2
