"""Meetings that adopt a document name it, are found by its title, and lead to its own record."""

import pytest
from django.core.exceptions import ValidationError

from policies.models import Milestone
from portal.models.derived.suggestions import Suggestion
from portal.suggestions.builder import bring_up_to_date
from tests.universe import milestone

ADOPTED = {
    "2017-10-18": "决胜全面建成小康社会 夺取新时代中国特色社会主义伟大胜利",
    "2020-10-29": "中共中央关于制定国民经济和社会发展第十四个五年规划和二〇三五年远景目标的建议",
    "2022-04-19": "关于加强数字政府建设的指导意见",
    "2022-10-16": "高举中国特色社会主义伟大旗帜 为全面建设社会主义现代化国家而团结奋斗",
    "2024-07-15": "中共中央关于进一步全面深化改革 推进中国式现代化的决定",
}


def test_each_meeting_that_adopts_a_document_names_it(catalogue, client):
    told = Milestone.objects.exclude(document_title="").values_list("slug", "document_title")
    assert ADOPTED.items() <= dict(told).items()
    for slug, title in ADOPTED.items():
        assert f"《{title}》" in Milestone.objects.get(slug=slug).wording
        assert "通过文件</dt>" in client.get(f"/milestones/{slug}/").content.decode()


@pytest.mark.parametrize("slug", ADOPTED)
def test_a_meeting_is_the_best_answer_to_the_title_that_it_adopted(catalogue, client, slug):
    asked = {"q": f'"{ADOPTED[slug]}"', "sort": "relevance"}
    found = client.get("/search/", asked).context["page"].object_list
    assert f"/milestones/{slug}/" in [row.url for row in found[:2]]


def test_the_meeting_and_the_document_that_it_adopted_lead_to_each_other(catalogue, client):
    meeting = client.get("/milestones/2022-04-19/").content.decode()
    assert f'《<a href="/milestones/2022-06-06/">{ADOPTED["2022-04-19"]}</a>》' in meeting
    document = client.get("/milestones/2022-06-06/").content.decode()
    assert "审议通过" in document
    assert 'href="/milestones/2022-04-19/"' in document


def test_suggestions_offer_what_was_adopted(catalogue):
    bring_up_to_date()
    assert Suggestion.objects.filter(text=ADOPTED["2024-07-15"], kind="title").exists()


@pytest.mark.django_db
def test_no_document_is_adopted_at_itself():
    told = milestone("yijian", "2022-06-06")
    told.adopted_at = told
    with pytest.raises(ValidationError, match="不能是本条自己"):
        told.full_clean()
