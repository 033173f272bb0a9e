"""The lists: what stands on them, in which order, and how they are filtered and paged."""

import pytest
from django.http import QueryDict

from policies.lists.timeline import Timeline
from policies.models import Body, Milestone, Policy
from portal.models import Source
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def titles(response) -> list[str]:
    return [row.title for row in response.context["page"]]


def count(response) -> int:
    return response.context["page"].paginator.count


def facet(response, name) -> dict[str, int]:
    [found] = [facet for facet in response.context["facets"] if facet.name == name]
    return {value.value: value.count for value in found.values}


def test_a_document_in_both_sources_is_listed_once(client):
    response = client.get("/", {"page_size": 200})
    alone = Policy.objects.filter(milestones=None).count()
    assert count(response) == Milestone.objects.count() + alone == len(titles(response))
    paired = {one.get_absolute_url() for one in Milestone.objects.exclude(policy=None)}
    rows = response.context["page"]
    assert {row.url for row in rows if len(row.sources) == 2} == paired != set()
    assert all(len(row.sources) == 1 for row in rows if row.url not in paired)


def test_a_policy_without_a_milestone_is_listed_itself(client):
    before = count(client.get("/"))
    policy("notice", "2019-05", title="新的通知")
    assert count(client.get("/")) == before + 1
    assert "新的通知" in titles(client.get("/", {"year": "2019"}))


@pytest.mark.parametrize(("sort", "reverse"), [("-date", True), ("date", False), ("", True)])
def test_the_order_is_by_date_and_total(client, sort, reverse):
    rows = client.get("/", {"sort": sort}).context["page"].object_list
    keys = [(row.date.start, row.date.end) for row in rows]
    assert keys == sorted(keys, reverse=reverse)
    pages = [
        row.url
        for number in range(1, 10)
        for row in client.get("/", {"sort": sort, "page_size": 10, "page": number}).context["page"]
    ]
    assert pages == [row.url for row in rows]


def test_the_narrower_of_two_dates_with_the_same_start_comes_first(client):
    milestone("month", "1999-01")
    milestone("day", "1999-01-01")
    assert titles(client.get("/", {"year": "1999", "sort": "date"})) == ["day", "month"]
    assert titles(client.get("/", {"year": "1999"})) == ["month", "day"]


def test_entries_of_one_day_stand_in_the_order_of_the_source(client):
    for name in ("first", "second", "third"):
        milestone(name, "1999-01-01")
    policy("fourth", "1999-01-01")
    ascending = titles(client.get("/", {"year": "1999", "sort": "date"}))
    assert [name for name in ascending if name != "fourth"] == ["first", "second", "third"]
    assert titles(client.get("/", {"year": "1999"})) == ascending[::-1]


def test_a_document_is_found_by_the_ruled_date_on_every_list(client):
    title = "促进大数据发展行动纲要"
    for address in ("/", "/policies/", "/milestones/"):
        assert title in titles(client.get(address, {"year": "2015"}))
        assert title not in titles(client.get(address, {"year": "2018"}))


def test_an_entry_is_found_by_a_body_that_only_its_twin_names(client):
    body = Body.objects.create(
        slug="minzhengbu", name="民政部", kind="department", state="published"
    )
    twin = Policy.objects.get(slug="cujin-dashuju-fazhan-xingdong-gangyao")
    twin.issuances.create(body=body, position=2)
    for address in ("/", "/policies/", "/milestones/"):
        response = client.get(address, {"body": "minzhengbu"})
        assert titles(response) == ["促进大数据发展行动纲要"]
        assert facet(response, "body")["minzhengbu"] == 1


@pytest.mark.parametrize(
    "query",
    [
        *("", "year=2018", "body=guowuyuan", "kind=document&year=2016"),
        *("q=数据", "q=数据&year=2016", "q=数据&body=guowuyuan"),
    ],
)
@pytest.mark.parametrize("scope", ["timeline", "milestone", "policy"])
def test_each_facet_value_promises_what_choosing_it_gives(scope, query):
    for shown in Timeline(QueryDict(query), scope).facets:
        assert shown.values
        for value in shown.values:
            # A facet ignores its own selection: choosing a value means that value alone.
            chosen = QueryDict(query, mutable=True)
            chosen.setlist(shown.name, [value.value])
            assert len(Timeline(chosen, scope)) == value.count, (shown.name, value)


def test_an_entry_over_new_year_counts_in_both_years(client):
    record = milestone("congress", "2030-12-30")
    Milestone.objects.filter(pk=record.pk).update(
        timeline_end="2031-01-02", timeline_precision="range"
    )
    years = facet(client.get("/"), "year")
    assert (years["2030"], years["2031"]) == (1, 1)
    assert count(client.get("/", {"year": "2031"})) == 1


def test_a_chosen_value_without_entries_stays_in_its_facet(client):
    response = client.get("/", {"year": "1999"})
    assert facet(response, "year")["1999"] == 0
    assert "没有同时符合全部条件的条目" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/policies/", "/milestones/"])
def test_a_page_beyond_the_last_is_a_404_that_says_how_many_there_are(client, address):
    assert client.get(address, {"page": 1}).status_code == 200
    response = client.get(address, {"page": 2})
    assert response.status_code == 404
    assert "没有第 2 页：一共 1 页" in response.content.decode()
    assert client.get(address, {"page": 10**30}).status_code == 404


def test_the_last_page_is_reached_and_page_links_keep_every_filter(client):
    response = client.get("/", {"from": "2015", "sort": "date", "page_size": "10"})
    pages, rest = divmod(count(response), 10)
    last = {"from": "2015", "sort": "date", "page_size": "10", "page": pages + bool(rest)}
    response = client.get("/", last)
    assert len(titles(response)) == (rest or 10)
    page = response.content.decode()
    assert 'href="?from=2015&amp;sort=date&amp;page_size=10&amp;page=1"' in page
    assert "下一页" not in page


def test_each_filter_in_force_is_a_chip_that_drops_it_alone(client):
    response = client.get("/?year=2018&year=2019&kind=forum&from=2018&page=1")
    chips = {(chip.filter, chip.label): chip.url for chip in response.context["active_filters"]}
    assert chips[("年份", "2018年")] == "?year=2019&kind=forum&from=2018"
    assert chips[("类型", "论坛峰会")] == "?year=2018&year=2019&from=2018"
    assert chips[("起始", "2018年")] == "?year=2018&year=2019&kind=forum"


def test_the_timeline_counts_every_source_of_a_record_once():
    before = len(Timeline(QueryDict()))
    other = Source.objects.create(
        slug="other", title="另一来源", short_title="另", publisher="某", state="published"
    )
    milestone("elsewhere", "2018-05", source=other)
    assert len(Timeline(QueryDict("source=other"))) == 1
    assert len(Timeline(QueryDict())) == before + 1


def test_two_months_are_no_days():
    """A month is matched by any of its days, and never printed as its first."""
    rows = Timeline(QueryDict("from=2021-12-24&to=2021-12-24"))[0:10]
    assert sorted(str(row.date) for row in rows) == ["2021年12月", "2021年12月24日"]


def test_a_hundred_years_and_a_value_said_twice_are_answered(client):
    years = [str(year) for year in range(1950, 2050)]
    assert count(client.get("/", {"year": years})) == count(client.get("/"))
    once, twice = client.get("/?year=2018"), client.get("/?year=2018&year=2018")
    assert count(twice) == count(once) > 0
    assert [chip.label for chip in twice.context["active_filters"]] == ["2018年"]
