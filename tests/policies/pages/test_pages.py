"""The pages of one policy, one milestone, one body, and of the differences."""

import re

import pytest
from django.http import QueryDict

from policies.models import Body, Difference, Milestone, Policy
from portal.models import Source
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

GANGYAO = "/policies/cujin-dashuju-fazhan-xingdong-gangyao/"


def text(response) -> str:
    page = re.sub(r"<head>.*?</head>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("address", [GANGYAO, "/milestones/2015-08-31/"])
def test_both_statements_stand_on_both_pages_with_the_ruling_and_its_reason(client, address):
    page = text(client.get(address))
    assert "2018年1月" in page
    assert "2015年8月31日" in page
    assert "本站采用" in page
    assert "两说相差两年有余" in page
    assert "充分利用统一的国家电子政务网络" in page
    assert "明确我国大数据发展的顶层设计" in page


def test_a_record_leads_to_its_twin_and_to_both_places_in_the_sources(client):
    page = client.get(GANGYAO).content.decode()
    assert 'href="/milestones/2015-08-31/"' in page
    assert 'href="/sources/guanyan-policy-tables/?lines=37-40#L37"' in page
    assert 'href="/sources/egov-report-2014-2024/?lines=18-20#L18"' in page


def test_a_page_says_which_bodies_are_inferred_and_from_what(client):
    page = text(client.get("/milestones/2017-03-05/"))
    assert "报告国务院推定" in page
    assert "听取审议全国人大推定" in page
    assert "据以推定" in page


def test_a_page_without_bodies_says_so(client):
    assert "来源未列主体" in text(client.get("/milestones/2016-04-19/"))


def test_a_body_that_a_page_states_has_its_part_named(client):
    page = text(client.get("/milestones/2020-10-12/"))
    assert "福建省人民政府主办" in page
    assert "国家网信办信息化发展局主办分论坛" in page


def test_a_record_without_source_lines_is_shown_as_such(client):
    milestone("notice", "2026-11")
    page = text(client.get("/milestones/notice/"))
    assert "未注明来源" in page
    assert "2026年11月" in page


def test_wording_with_markup_is_shown_as_text(client):
    milestone("markup", "2026-11", wording="<b>粗</b>&amp;", title="<i>题</i>")
    for address in ("/milestones/markup/", "/"):
        page = client.get(address).content.decode()
        assert "&lt;b&gt;粗&lt;/b&gt;&amp;amp;" in page
        assert "&lt;i&gt;题&lt;/i&gt;" in page


def test_previous_and_next_walk_the_whole_timeline_once(client):
    policy("alone", "2015-03-05")
    milestone("same-day", "2015-03-05")
    ordered = [row.url for row in client.get("/", {"sort": "date"}).context["page"]]
    at, walked = ordered[0], []
    while at:
        walked.append(at)
        after = client.get(at).context["neighbours"]["after"]
        at = after and after.url
    assert walked == ordered
    assert client.get(ordered[0]).context["neighbours"]["before"] is None


def test_a_policy_with_a_milestone_has_the_neighbours_of_the_milestone(client):
    told = client.get("/policies/cujin-dashuju-fazhan-xingdong-gangyao/")
    listed = client.get("/milestones/2015-08-31/")
    assert told.context["neighbours"] == listed.context["neighbours"]


def test_the_differences_are_all_there_and_nothing_else(client):
    page = client.get("/differences/").content.decode()
    assert page.count('<article class="difference"') == Difference.objects.count() == 11
    for difference in Difference.objects.all():
        assert difference.reason in page
        assert difference.policy.get_absolute_url() in page


def test_every_body_is_listed_with_its_count_and_the_count_is_its_timelines(client):
    response = client.get("/bodies/")
    listed = [(cell.body, cell.count) for _, cells in response.context["groups"] for cell in cells]
    assert len(listed) == Body.objects.count()
    for body, count in listed:
        page = client.get(body.get_absolute_url()).context["page"]
        assert page.paginator.count == count, body


def test_a_body_is_shown_with_its_names_its_superior_and_its_offices(client):
    page = text(client.get("/bodies/guojia-fazhan-gaigewei/"))
    assert "全称国家发展和改革委员会" in page
    assert "上级国务院" in page
    assert "国家发展改革委办公厅" in page


@pytest.mark.parametrize("address", ["/milestones/2017-03-05/", "/milestones/2018-03-05/"])
def test_a_passage_given_to_two_years_is_shown_on_both_in_each_sources_own_marks(client, address):
    page = client.get(address).content.decode()
    assert "2018年政府工作报告：加快国务院部门和地方政府信息系统互联互通,形成" in page
    assert "2017年政府工作报告：加快国务院部门和地方政府信息系统互联互通，形成" in page


def test_every_row_whose_sources_disagree_says_so(client):
    rows = client.get("/").context["page"]
    differing = {row.url.split("/")[-2] for row in rows if row.differs}
    expected = set(Difference.objects.values_list("milestone__slug", flat=True))
    assert differing == expected | {"2018-03-05"}
    assert client.get("/").content.decode().count("来源不一致") == len(differing)


def test_a_twin_without_a_source_or_lines_is_shown_without_them(client):
    told = Policy.objects.get(slug="shisanwu-guojia-xinxihua-guihua")
    milestone("added", "2016-12-20", policy=told)
    assert client.get(told.get_absolute_url()).status_code == 200
    told.citations.update(place="", line_start=None, line_end=None)
    page = client.get("/milestones/2016-12-15/").content.decode()
    assert "None" not in page
    told.citations.all().delete()
    assert client.get("/milestones/2016-12-15/").status_code == 200


def test_a_difference_of_a_former_pair_is_no_longer_shown(client):
    told = Milestone.objects.get(slug="2016-12-15")
    told.policy = None
    told.save()
    page = client.get("/differences/").content.decode()
    assert page.count('<article class="difference"') == 10
    assert (
        "来源不一致"
        not in client.get("/", {"from": "2016-12-15", "to": "2016-12-15"}).content.decode()
    )


def test_a_policy_with_two_milestones_is_counted_as_it_is_found(client):
    told = Policy.objects.get(slug="shisanwu-guojia-xinxihua-guihua")
    milestone("added", "2016-12-20", policy=told, source=Source.objects.first(), place="1")
    for query in ("", "?source=egov-report-2014-2024&body=guowuyuan"):
        for shown in client.get(f"/policies/{query}").context["facets"]:
            for value in shown.values:
                chosen = QueryDict(query.lstrip("?"), mutable=True)
                chosen.setlist(shown.name, [value.value])
                found = client.get(f"/policies/?{chosen.urlencode()}").context["page"]
                assert found.paginator.count == value.count, (shown.name, value)
