"""A record's page tells its relations from both ends, and draws a family of more than two.

The records here are invented.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from policies.models import Policy
from policies.relations.drawing import MOST_DRAWN, draw
from policies.relations.family import read_family
from portal.models import Source
from portal.models.curated import State
from tests.portal.archived_files.copies import web_page
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def rules():
    """Three invented rules: each newer one amends the older one, as lines of the report say."""
    found = [policy(f"invented-{year}", year, title=f"虚构办法{year}") for year in YEARS]
    says(found[1], "amends", found[0], place="33-34", quote="国务院印发")
    gazette = web_page("gazette", kind="print", url="")
    where = {"place": "第 3 页", "url": "https://example.cn/a#p3", "quote": "虚构的引文。"}
    says(found[2], "amends", found[1], source=gazette, **where)
    return found


YEARS = ["2001", "2010", "2020"]


def section(client, record, language="") -> str:
    with translation.override("zh-hans"):  # whose address it is
        page = client.get(f"{language}{record.get_absolute_url()}").content.decode()
    return page.partition('<section class="relations"')[2].partition("</section>")[0]


def words(html: str) -> list[str]:
    items = re.findall(r"<li>\s*<p>(.*?)<span", html, flags=re.S)
    return [re.sub(r"<[^>]+>", "", item).strip() for item in items]


def test_both_ends_tell_it_in_words(client, rules):
    first, second, third = rules
    assert words(section(client, first)) == ["被虚构办法2010修订"]
    assert words(section(client, second)) == ["修订了虚构办法2001", "被虚构办法2020修订"]
    assert words(section(client, third)) == ["修订了虚构办法2010"]
    assert words(section(client, second, "/en")) == [
        "amends 虚构办法2001",
        "amended by 虚构办法2020",
    ]


def test_each_is_cited_with_its_place_and_words(client, rules):
    told = section(client, rules[1])
    assert "/sources/egov-report-2014-2024/?lines=33-34#L33" in told
    assert re.search("国务院印发.*第 3 页.*虚构的引文。", told, flags=re.S)
    assert 'href="https://example.cn/a#p3" rel="external noopener"' in told


def test_a_record_without_relations_has_no_such_part(client):
    record = policy("alone", "2019")
    assert section(client, record) == ""
    assert "relations.css" not in client.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_only_published_ends_are_shown(client, rules, state):
    first, second, third = rules
    values = {"state": state}
    if state == State.WITHDRAWN:
        values |= {"withdrawn_on": "2026-01-01", "withdrawn_because": "虚构。"}
    Policy.objects.filter(pk=third.pk).update(**values)
    assert words(section(client, second)) == ["修订了虚构办法2001"]
    Policy.objects.filter(pk=second.pk).update(**values)
    assert section(client, first) == ""


def test_a_preview_shows_a_drafts_relations(curating, rules):
    draft = policy("draft", "2024", state=State.DRAFT)
    says(draft, "repeals", rules[2])
    preview = reverse("admin:policies_policy_preview", args=[draft.pk])
    assert words(curating.get(preview).content.decode()) == ["废止了虚构办法2020"]


def test_a_document_told_by_both_sources_is_one(client, rules):
    first, second, _ = rules
    twin = milestone("twin", "2010", title="虚构的一条", policy=second)
    says(twin, "implements", first)
    expected = ["修订了虚构办法2001", "被虚构办法2020修订", "落实虚构办法2001"]
    assert words(section(client, second)) == expected
    assert words(section(client, twin)) == expected
    assert "虚构的一条" not in words(section(client, first))


def test_two_sources_of_one_relation_are_told_together(client, rules):
    other = Source.objects.get(slug="guanyan-policy-tables")
    twin = milestone("twin", "2010", title="虚构的一条", policy=rules[1])
    says(twin, "amends", rules[0], source=other)
    told = section(client, rules[0])
    assert words(told) == ["被虚构办法2010修订"]
    assert told.count('class="relation-source"') == 2


def test_records_of_one_meeting_are_told_alike(client):
    one, other = milestone("a", "2019-03-05"), milestone("b", "2019-03-05")
    says(one, "same_meeting", other)
    says(other, "same_meeting", one)
    assert words(section(client, one)) == ["与b出自同一会议"]
    assert words(section(client, other)) == ["与a出自同一会议"]


# The drawing


def test_two_documents_are_not_drawn_and_three_are(client, rules):
    family = draw(read_family(rules[0]))
    assert [one.title for one in family.members] == [f"虚构办法{year}" for year in YEARS]
    assert family.sentences == [
        "虚构办法2010 修订了虚构办法2001",
        "虚构办法2020 修订了虚构办法2010",
    ]
    html = section(client, rules[0])
    assert html.count('class="arc"') == 2
    assert 'aria-hidden="true"' in html
    rules[2].relations.get().delete()
    assert draw(read_family(rules[0])) is None
    assert "<svg" not in section(client, rules[0])


def test_arcs_in_one_lane_do_not_overlap(rules):
    says(rules[2], "based_on", rules[0])
    arcs = draw(read_family(rules[1])).arcs
    assert sorted(arc.label for arc in arcs) == ["依据", "修订", "修订"]
    outer = min(arcs, key=lambda arc: arc.left)
    assert outer.label == "依据"
    assert len({arc.left for arc in arcs}) == 2


def test_only_the_nearest_of_many_are_drawn(client, rules):
    for number in range(MOST_DRAWN):
        says(policy(f"many-{number}", "2021", title=f"虚构的细则{number}"), "implements", rules[2])
    drawing = draw(read_family(rules[2]))
    assert len(drawing.members) == MOST_DRAWN
    assert drawing.is_cut
    assert len(words(section(client, rules[2]))) == MOST_DRAWN + 1


def number_of_queries(client, record) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{record.get_absolute_url()}?q=虚构")
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_relations(client, rules):
    few = number_of_queries(client, rules[2])
    for number in range(20):
        says(policy(f"many-{number}", "2021"), "implements", rules[1])
    assert number_of_queries(client, rules[2]) == few
