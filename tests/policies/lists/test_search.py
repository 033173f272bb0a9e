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


def test_a_wording_without_hits_is_cut_between_characters_as_readers_see_them(client):
    family = "👩\u200d👩\u200d👧\u200d👦"
    for number, whole in enumerate((family, "e\u0301", "🇨🇳", "❤\ufe0f")):
        made = milestone(f"cut-{number}", "2031-05", wording="甲" * 59 + whole + "乙" * 60)
        page = search(client, q=made.slug).content.decode()
        assert "甲" * 59 + whole + "…" in page
        described = client.get(made.get_absolute_url()).content.decode()
        assert f'content="{"甲" * 59}{whole}' in described


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


def test_what_is_near_finds_something_under_the_filters_and_is_never_the_query_itself(client):
    for parameters in ({"q": "数字政府", "year": "1999"}, {"q": "一网统办", "year": "2018"}):
        response = search(client, **parameters)
        assert not rows(response)
        for near in response.context["nearest"]:
            assert near.text != parameters["q"]
            found = client.get(f"/search/{near.url}").context["page"].paginator.count
            assert found == near.count > 0
    assert near.text
    [near, *_] = search(client, q="一网统办 -政务").context["nearest"]
    assert "-%E6%94%BF%E5%8A%A1" in near.url


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


def test_several_types_are_kept_by_the_next_filter(client):
    page = search(client, type=["policy", "excerpt"]).content.decode()
    for type_ in ("policy", "excerpt"):
        assert f'<input type="hidden" name="type" value="{type_}">' in page


@pytest.mark.parametrize(
    ("parameters", "lacking", "number"),
    [
        ({"year": "2018"}, "日期", 29),
        ({"from": "2018", "to": "2019"}, "日期", 29),
        ({"kind": "forum", "body": "guowuyuan", "from": "2014"}, "日期、发布主体、类型", 29),
        ({"year": "2018", "q": "一网通办"}, "日期", 12),
    ],
)
def test_a_filter_says_which_excerpts_it_leaves_out_for_want_of_what(
    client, parameters, lacking, number
):
    response = search(client, **parameters)
    out = response.context["left_out"]
    assert (out.count, out.lacking) == (number, lacking)
    assert f"另有 {number} 篇各省规划摘录没有{lacking}" in response.content.decode()
    shown = client.get(f"/search/{out.url}").context["page"]
    assert shown.paginator.count == number
    assert {row.type for row in shown} == {"excerpt"}


def test_nothing_is_said_of_excerpts_that_nobody_asked_for(client):
    assert search(client, q="数据").context["left_out"] is None
    assert search(client, year="2018", type="policy").context["left_out"] is None
    assert client.get("/", {"year": "2018"}).context["left_out"] is None


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


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_a_date_that_was_sought_is_marked(client, address):
    milestone("dated", "2031-05", title="甲", wording="乙")
    page = client.get(address, {"q": "2031年5月"}).content.decode()
    assert re.search("<mark><time[^>]*>(2031年)?5月</time>\\s*</mark>", page)
    assert "<mark><time" not in client.get(address, {"q": "甲"}).content.decode()


def test_every_number_and_list_goes_by_the_dates_of_a_query(client):
    for query in ("2016年", "2016年9月", "电子政务 2016年", "政务 -2016"):
        response = search(client, q=query, page_size=200)
        assert tabs(response)[""] == len(rows(response)) > 0
        for value, number in facet(response, "kind").items():
            chosen = search(client, q=query, kind=value)
            assert chosen.context["page"].paginator.count == number
    nothing = search(client, q="2016年9月 没有的词")
    alone = {one.word: one.count for one in nothing.context["words_alone"]}
    assert alone["2016年9月"] == len(rows(search(client, q="2016年9月"))) > 1


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
    chips = search(client, q="数据", sort="relevance").context["active_filters"]
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
    monkeypatch.setattr("policies.lists.timeline.Timeline.is_cut_by_index", lambda *_: False)
    assert found() == by_index
    monkeypatch.setattr("policies.lists.timeline.FAR", 0)
    assert found() == by_index


@pytest.mark.parametrize(("size", "page"), [(1, 1), (3, 2), (50, 1)])
def test_the_best_are_the_same_where_titles_are_looked_at_first(client, monkeypatch, size, page):
    def found():
        cache.clear()
        parameters = {"q": "数据", "sort": "relevance", "page_size": size, "page": page}
        return [row.url for row in rows(search(client, **parameters))]

    at_once = found()
    monkeypatch.setattr("policies.lists.timeline.MANY", 0)
    assert found() == at_once


def test_a_found_policy_counts_once_however_many_milestones_tell_of_it(client):
    told = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    milestone("again", "2015-09", title="促进大数据发展行动纲要", policy=told)
    titles = [row.title for row in rows(search(client, q="促进大数据发展行动纲要", type="policy"))]
    assert titles == ["促进大数据发展行动纲要"]
    assert Listing.objects.matching(parse("促进大数据发展行动纲要"), "timeline").count() >= 2


def test_a_meeting_finds_what_tells_of_it_and_not_another_meeting_of_its_body(client):
    def found(q):
        return [row.slug for row in rows(search(client, q=q, type="milestone"))]

    assert found("第二十次全国代表大会") == ["2022-10-16"]
    assert found("第二十届中央委员会") == ["2024-07-15"]
    assert found("第十八届中央政治局") == ["2016-10-09"]


def test_the_commission_is_found_by_its_short_name(client):
    commission = Body.objects.get(slug="zhongyang-wangxin-weiyuanhui")
    found = rows(search(client, q="中央网信委", type="milestone"))
    assert {row.slug for row in found} == {"2021-12", "2023-12"}
    assert "中央网信委" in client.get(commission.get_absolute_url()).content.decode()
