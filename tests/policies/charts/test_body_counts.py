"""How often each body issued entries, in which years and with whom; list page and body page."""

from collections import Counter

import pytest
from django.http import QueryDict

from policies.charts import body_counts
from policies.charts.body_counts import BodyCounts, by_year, co_issuers
from policies.charts.small_multiples import Scale
from policies.lists.timeline import Timeline
from policies.models import Body, Milestone, MilestoneIssuance, Policy, PolicyIssuance
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def rows_of(body):
    return Timeline(QueryDict(f"body={body.slug}"))[0:10_000]


def body_named(slug):
    return Body.objects.create(slug=slug, name=slug, kind=Body.Kind.DEPARTMENT, state="published")


def counts() -> dict[int, BodyCounts]:
    bodies = Body.objects.values_list("pk", flat=True)
    return by_year(bodies)


def cell_of(client, body):
    groups = client.get("/bodies/").context["groups"]
    return next(cell for _, cells in groups for cell in cells if cell.body == body)


@pytest.fixture(params=[0, 500], ids=["the catalogue", "and 500 more"])
def entries(request):
    crowd(request.param)


def test_every_body_is_counted_as_its_own_timeline_shows_it(entries):
    found, totals = counts(), body_counts.entries()
    for body in Body.objects.all():
        rows = rows_of(body)
        assert totals[body.pk] == len(rows), body
        years = Counter(
            year for row in rows for year in range(row.date.start.year, row.date.end.year + 1)
        )
        assert (found[body.pk].count if body.pk in found else 0) == len(rows), body
        assert (found[body.pk].years if body.pk in found else Counter()) == years, body


def test_co_issuers_are_those_named_in_the_rows_of_its_timeline(entries):
    for body in Body.objects.all():
        named = Counter(
            slug for row in rows_of(body) for slug in {part.slug for part in row.bodies}
        )
        del named[body.slug]
        found = co_issuers(body)
        assert {other["slug"]: other["count"] for other in found} == named, body
        assert [other["count"] for other in found] == sorted(named.values(), reverse=True)


def test_an_entry_over_new_year_counts_once_in_all_and_in_both_years(client):
    body = body_named("winter")
    told = milestone("over-new-year", "2016-12-31")
    Milestone.objects.filter(pk=told.pk).update(
        date_end="2017-01-02",
        date_precision="range",
        timeline_end="2017-01-02",
        timeline_precision="range",
    )
    MilestoneIssuance.objects.create(record=told, body=body)
    cell = cell_of(client, body)
    assert cell.count == 1
    assert cell.words == "2016年 1 条，2017年 1 条"


def test_a_body_of_either_source_counts_and_one_of_both_counts_once():
    only_in_table, in_both = body_named("only-in-table"), body_named("in-both")
    stated = policy("stated", "2016-09")
    told = milestone("told", "2016-09-05", policy=stated)
    for body in (only_in_table, in_both):
        PolicyIssuance.objects.create(record=stated, body=body)
    MilestoneIssuance.objects.create(record=told, body=in_both)
    found = counts()
    assert found[only_in_table.pk].count == found[in_both.pk].count == 1
    assert [other["slug"] for other in co_issuers(in_both)] == ["only-in-table"]


def test_a_body_with_two_roles_in_an_entry_counts_once_and_shows_both(client):
    host = Body.objects.get(slug="guojia-wangxinban")
    row = next(row for row in rows_of(host) if row.url == "/milestones/2018-04-22/")
    roles = [(part.role, part.others) for part in row.bodies if part.slug == host.slug]
    assert roles == [("主办", ""), ("主办分论坛", "会同有关部门")]
    assert counts()[host.pk].count == len(rows_of(host)) == 7
    page = client.get("/milestones/2018-04-22/").content.decode()
    assert page.count(">国家网信办</a>") == 2
    assert "来源没有列出全部主体" in page
    assert "会同有关部门" in client.get(host.get_absolute_url()).content.decode()


def test_each_group_goes_by_count_and_then_by_pinyin(client):
    groups = client.get("/bodies/").context["groups"]
    assert sum(len(cells) for _, cells in groups) == Body.objects.count()
    for label, cells in groups:
        assert {cell.body.get_kind_display() for cell in cells} == {label}
        assert cells == sorted(cells, key=lambda cell: (-cell.count, cell.body.pinyin))


def test_all_drawings_share_the_years_and_the_scale(client):
    context = client.get("/bodies/").context
    assert context["scale"] == Scale(2014, 2024, 4)
    cells = [cell for _, cells in context["groups"] for cell in cells]
    for cell in cells:
        for bar in cell.bars:
            assert bar.height == round(bar.count / 4 * 100, 1)
            assert bar.left == (int(bar.year[:4]) - 2014) * 10
    page = client.get("/bodies/").content.decode()
    assert page.count('viewBox="0 0 110 100"') == sum(1 for cell in cells if cell.count)
    assert "最高一柱为 4 条" in page
    assert page.count(">4</text>") == sum(bar.count == 4 for cell in cells for bar in cell.bars)


def test_one_entry_beside_a_thousand_is_still_drawn():
    few, many = Scale(2014, 2015, 1000).bars(Counter({2014: 1, 2015: 1000}))
    assert few.height == 4
    assert many.height == 100


def test_the_words_for_a_drawing_leave_out_the_empty_years(client):
    assert 'aria-label="2016年 1 条，2018年 2 条，2022年 1 条，2024年 1 条"' in (
        client.get("/bodies/").content.decode()
    )


def test_a_body_without_entries_says_so_and_has_no_drawing(client):
    cell = cell_of(client, Body.objects.get(slug="guojia-weisheng-jiankangwei"))
    assert (cell.count, cell.bars) == (0, [])
    assert client.get("/bodies/").content.decode().count("时间线上没有它参与的条目。") == 1


def test_without_any_entry_the_bodies_are_still_listed(client):
    Milestone.objects.all().delete()
    Policy.objects.all().delete()
    response = client.get("/bodies/")
    assert response.context["scale"] is None
    assert response.content.decode().count("时间线上没有它参与的条目。") == Body.objects.count()


def test_the_filters_of_the_list_leave_the_co_issuers_as_they_are(client):
    address = "/bodies/guojia-fazhan-gaigewei/"
    everyone = client.get(address).context["co_issuers"]
    assert everyone[0]["slug"] == "gongye-he-xinxihuabu"
    assert client.get(address, {"year": "2024"}).context["co_issuers"] == everyone
    assert client.get(address, {"year": "nonsense"}).context["co_issuers"] == everyone


def test_co_issuers_beyond_the_twelfth_wait_behind_a_summary(client):
    page = client.get("/bodies/guojia-fazhan-gaigewei/").content.decode()
    shown, folded = page.split("另有 6 个")
    assert shown.count('class="share"') == 12
    assert folded.count('class="share"') == 6


def test_a_body_that_always_acted_alone_has_no_co_issuers_on_its_page(client):
    assert "共同参与的主体" not in client.get("/bodies/lianheguo/").content.decode()


def test_a_new_entry_is_counted_at_once(client):
    body = Body.objects.get(slug="guojia-weisheng-jiankangwei")
    assert cell_of(client, body).count == 0
    assert client.get(body.get_absolute_url()).context["co_issuers"] == []
    added = milestone("added", "2026-11")
    for position, other in enumerate([body, Body.objects.get(slug="guowuyuan")], 1):
        MilestoneIssuance.objects.create(record=added, body=other, position=position)
    assert cell_of(client, body).words == "2026年 1 条"
    assert client.get("/bodies/").context["scale"].last == 2026
    found = client.get(body.get_absolute_url()).context["co_issuers"]
    assert [(other["name"], other["count"]) for other in found] == [("国务院", 1)]
