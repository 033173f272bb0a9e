"""The rail counts what its bars lead to."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from policies.models import Body, Milestone, MilestoneIssuance
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def rail(client, address="/", **parameters):
    return client.get(address, parameters).context["rail"]


def real_years() -> list[int]:
    """From the first to the last of the real catalogue."""
    found = Milestone.objects.filter(timeline_start__range=("1949-01-01", "2100-01-01"))
    years = [one.timeline_start.year for one in found]
    return [*range(min(years), max(years) + 1)]


def listed(client, address):
    return client.get(address).context["page"].paginator.count


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?year=2018",
        "?kind=forum",
        "?year=2018&kind=forum",
        "?year=2016&year=2018",
        "?from=2016-07-15&to=2018-04-22",
        "?year=2018&from=2018-04&to=2018-04",
        "?q=一网通办",
    ],
)
def test_every_bar_leads_to_as_many_entries_as_it_says(client, query):
    bars = client.get(f"/{query}").context["rail"].bars
    assert any(bar.count for bar in bars)
    for bar in bars:
        assert listed(client, f"/{bar.url}") == bar.count, bar


def test_there_is_a_bar_for_every_year_and_for_every_month_of_a_chosen_one(client):
    milestone("early", "2009")
    years = range(2009, real_years()[-1] + 1)
    assert [bar.period for bar in rail(client).bars] == [str(year) for year in years]
    assert [bar.count for bar in rail(client).bars][:5] == [1, 0, 0, 0, 0]
    months = [f"2018-{month:02d}" for month in range(1, 13)]
    assert [bar.period for bar in rail(client, year="2018").bars] == months


def test_an_entry_dated_by_year_counts_in_each_month(client):
    milestone("vague", "2013")
    assert [bar.count for bar in rail(client, year="2013").bars] == [1] * 12
    assert listed(client, "/?year=2013&from=2013-05&to=2013-05") == 1


def test_a_chosen_month_leaves_the_others_to_choose_from(client):
    bars = rail(client, **{"year": "2018", "from": "2018-04", "to": "2018-04"}).bars
    assert [bar.period for bar in bars if bar.chosen] == ["2018-04"]
    assert sum(bar.count for bar in bars) == listed(client, "/?year=2018")


def test_a_bar_is_stacked_of_its_entries_one_by_one(client):
    bar = next(bar for bar in rail(client).bars if bar.period == "2018")
    assert len(bar.bricks) == bar.count == listed(client, "/?year=2018")
    documents = listed(client, "/?year=2018&kind=document")
    assert bar.name.startswith(f"2018年：{bar.count} 条（政府工作报告 1、政策文件 {documents}、")
    feet = sorted((brick.top + brick.height for brick in bar.bricks), reverse=True)
    assert feet[0] == pytest.approx(bar.height, abs=0.1)
    assert all(upper < lower for lower, upper in pairwise(feet))


def test_a_crowd_is_drawn_by_kind_and_not_by_entry(client):
    crowd(2_000)
    for bar in rail(client).bars:
        assert len(bar.bricks) <= 8
        assert bar.height <= 96


def test_labels_lead_into_the_list_only_where_it_has_the_heading(client):
    response = client.get("/?page_size=10")
    page = response.content.decode()
    anchors = set(re.findall(r'data-anchor="(\w+)"', page))
    assert anchors == {f"t{row.date.start.year}" for row in response.context["page"]}
    assert anchors <= set(re.findall(r'id="(t[\d-]+)"', page))


def test_a_span_of_two_months_is_no_chosen_month(client):
    bars = rail(client, **{"year": "2018", "from": "2018-04", "to": "2018-05"}).bars
    assert not any(bar.chosen for bar in bars)


def test_an_entry_over_new_year_counts_in_the_months_of_either_year(client):
    winter = {
        "date_text": "2012年11月30日—2013年2月2日",
        "date_start": date(2012, 11, 30),
        "date_end": date(2013, 2, 2),
        "date_precision": "range",
    }
    milestone("winter", "2012", **winter)
    assert [bar.count for bar in rail(client, year="2012").bars] == [0] * 10 + [1, 1]
    assert [bar.count for bar in rail(client, year="2013").bars] == [1, 1] + [0] * 10


def test_a_date_far_from_all_others_adds_no_more_than_itself_to_any_picture(client):
    milestone("early", "1016-05-17")
    far = milestone("far", "9021-01-01")
    MilestoneIssuance.objects.create(record=far, body=Body.objects.get(slug="guowuyuan"))
    bars, years = rail(client).bars, real_years()
    assert [bar.label for bar in bars] == ["1016", "…", *map(str, years), "…", "9021"]
    gaps = [f"1017—{years[0] - 1}年从略", f"{years[-1] + 1}—9020年从略"]
    assert [bar.name for bar in bars if bar.is_gap] == gaps
    assert sum(bar.count for bar in bars if not bar.is_gap) == listed(client, "/")
    scale = client.get("/bodies/").context["scale"]
    assert scale.width == len(bars) * 10
    [last] = scale.bars(Counter({9021: 1}))
    assert last.left == scale.width - 10
    assert len(client.get("/", {"view": "lanes"}).context["lanes"].years) <= len(years) + 2
    assert listed(client, "/?year=9021") == listed(client, "/?from=9021&to=9021-12") == 1


def test_a_span_of_thousands_of_years_counts_in_the_years_of_others(client):
    found = listed(client, "/?year=2018")
    span = {"date_text": "…", "date_end": date(9021, 1, 1), "date_precision": "range"}
    milestone("span", "2016-01-01", **span)
    bars = rail(client).bars
    assert [bar.label for bar in bars][-2:] == ["…", "9021"]
    assert len(bars) == len(real_years()) + 2
    for bar in (bar for bar in bars if not bar.is_gap):
        assert listed(client, f"/{bar.url}") == bar.count
    assert [bar.count for bar in bars if bar.label == "2018"] == [found + 1]
    assert len(client.get("/").context["facets"][0].values) == len(real_years()) + 1


def test_the_years_of_the_admin_do_not_grow_with_a_date(curating):
    milestone("early", "1016-05-17")
    far = milestone("far", "9021-01-01")
    page = curating.get("/admin/policies/milestone/")
    [choices] = [
        one
        for one in page.context["cl"].filter_specs
        if getattr(one, "parameter_name", "") == "year"
    ]
    labels = [label for _, label in choices.lookup_choices]
    assert labels[0].endswith("年及以后")
    assert labels[-1] == "1948年及以前"
    assert len(labels) < 100
    later = choices.lookup_choices[0][0]
    listed = curating.get("/admin/policies/milestone/", {"year": later}).context["cl"].queryset
    assert [one.pk for one in listed] == [far.pk]
