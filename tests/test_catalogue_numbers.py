"""How many records the real catalogue has, and what its lists count.

A new real record changes these numbers, and must break no test of another file: other tests
count what they have made themselves, or compare one count with another.
"""

from collections import Counter

import pytest
from django.conf import settings

from policies.models import Body, Milestone, Policy
from portal.models import LoadedRecord, SourceLine
from portal.sources.catalogue import read_catalogue
from provinces.models import Excerpt, Unit
from tests import sitemap
from tests.policies.lists.searching import rows, search, tabs

pytestmark = pytest.mark.usefixtures("catalogue")


def count(response) -> int:
    return response.context["page"].paginator.count


def test_both_sources_are_read_to_the_last_record():
    read = read_catalogue(settings.BASE_DIR / "fixtures" / "sources")
    assert (len(read.policies), len(read.excerpts), len(read.milestones)) == (14, 29, 82)
    years = Counter(milestone.printed.date.start.year for milestone in read.milestones)
    assert [years[year] for year in range(2014, 2025)] == [4, 5, 10, 7, 9, 8, 7, 7, 8, 7, 10]
    fields = Counter(difference.field for difference in read.differences)
    assert fields == {"date": 7, "title": 3, "passage": 1}


def test_two_units_have_no_excerpt():
    assert Unit.objects.count() == 31
    without = Unit.objects.filter(excerpts=None)
    assert {unit.slug for unit in without} == {"sichuan", "xinjiang"}


def test_every_record_is_loaded():
    models = (Policy, Milestone, Excerpt, Body, LoadedRecord)
    assert [model.objects.count() for model in models] == [14, 82, 29, 46, 215]


def test_the_timeline_shows_a_document_of_both_sources_once(client):
    assert [count(client.get(list_)) for list_ in ("/", "/policies/", "/milestones/")] == [
        *(82, 14, 82)
    ]
    shown = client.get("/").context["page"]
    assert len([row for row in shown if len(row.sources) == 2]) == 14
    assert len({row.title for row in shown}) == 82


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year=2018", 9),
        ("year=2018&year=2019", 17),
        ("year=1999", 0),
        ("from=2018&to=2018", 9),
        ("from=2018-04-21&to=2018-04-22", 2),
        ("from=2018-04-24&to=2018-04-24", 1),
        ("from=2021-12-01&to=2021-12-01", 1),
        ("to=2014-03", 2),
        ("from=2024-10", 1),
        ("kind=legislation", 3),
        ("kind=legislation&kind=assessment", 4),
        ("body=guowuyuan&year=2018", 2),
        ("body=guowuyuan&body=guowuyuan-bangongting&year=2018", 4),
        ("body=guowuyuan&kind=work_report", 11),
        ("body=quanguo-renda&kind=work_report", 11),
        ("source=guanyan-policy-tables", 14),
        ("source=egov-report-2014-2024", 82),
        ("year=2018&kind=document&body=guowuyuan-bangongting", 2),
        ("year=&from=&to=&unknown=1", 82),
        ("&".join(f"year={year}" for year in range(1950, 2050)), 82),
    ],
)
def test_filters_count_the_real_entries(client, query, expected):
    response = client.get(f"/?{query}")
    assert count(response) == expected == len(response.context["page"])


def test_the_search_page_counts_every_record_once(client):
    assert tabs(search(client)) == {"": 111, "policy": 14, "milestone": 68, "excerpt": 29}


@pytest.mark.parametrize("first", ["2017", '"2017"'])
def test_the_hits_of_one_query_are_no_answer_to_another(client, first):
    queries = {'"2017"': 2, "2017": 7, "-2017": 104, '-"2017"': 109, "2017年": 7, '"2017年"': 1}
    for query in (first, *queries):
        assert len(rows(search(client, q=query, page_size=200))) == queries[query], query


@pytest.mark.parametrize(
    ("phrase", "units", "occurrences"),
    [("一网通办", 12, {"浙江": 3, "河北": 1, "福建": 0}), ("政务服务", 27, {})],
)
def test_a_phrase_is_counted_in_the_excerpts(client, phrase, units, occurrences):
    survey = client.get("/provinces/", {"q": phrase}).context["survey"]
    assert len(survey.hits) == units
    found = {one.unit.short_name: one.value for one in survey.measurements}
    assert {name: found[name] for name in occurrences} == occurrences


def test_the_page_of_the_provinces_says_how_many_have_an_excerpt(client):
    response = client.get("/provinces/")
    page = response.content.decode()
    assert (response.context["total"], response.context["with_excerpt"]) == (31, 29)
    assert (page.count('class="tile '), page.count("来源没有摘录</td>")) == (31, 2)
    assert '<span class="count" lang="zh-Hans">四川省、新疆维吾尔自治区</span>' in page
    assert sum(shade.count for shade in response.context["survey"].legend) == 29


def test_the_sitemap_has_every_record(client):
    sections = [path.split("/")[1] for path in sitemap.paths(client)]
    pages = [sections.count(name) for name in ("policies", "milestones", "provinces")]
    assert pages == [14 + 1, 82 + 1, 31 + 1]  # and the page that lists them


def test_the_sentence_between_the_tables_keeps_its_line():
    [line] = SourceLine.objects.filter(text__contains="十四五意见稿")
    assert (line.source.slug, line.number) == ("guanyan-policy-tables", 123)
    beijing = Excerpt.objects.get(unit__slug="beijing").citations.get()
    assert (beijing.line_start, beijing.line_end) == (63, 64)
    assert line.source.lines.get(number=121).text.endswith("推进可享政策和服务扩面提标。 |")
