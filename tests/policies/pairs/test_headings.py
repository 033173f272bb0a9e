"""Headings of entries: by a ruling, or the printed title with its errata applied."""

import pytest

from policies.models import Difference, Milestone, MilestoneErratum, Policy
from portal.models.curated import State
from portal.models.derived.suggestions import Suggestion
from portal.suggestions.builder import bring_up_to_date
from tests.universe import milestone, policy

# The record → its title as printed, and its heading: all that differ of 96.
MISPRINTED = {
    "/milestones/2016-09-05/": ("政务信息资源共享管理办法", "政务信息资源共享管理暂行办法"),
    "/milestones/2020-12-20/": (
        "2020(第十五届)中国电子政务论坛召开",
        "2020（第十五届）中国电子政务论坛召开",
    ),
    "/milestones/2021-11-26/": (
        "2021(第十六届)中国电子政务论坛召开",
        "2021（第十六届）中国电子政务论坛召开",
    ),
    "/milestones/2022-01-26/": (
        "数字乡村发展行动计划（2022-2025年）",
        "数字乡村发展行动计划（2022—2025年）",
    ),
    "/policies/jiakuai-tuijin-hulianwang-zhengwu-fuwu-gongzuo/": (
        "关于加快推进“互联网+政务服务”工作的指导",
        "关于加快推进“互联网+政务服务”工作的指导意见",
    ),
    "/policies/yiwang-yimen-yici-gaige-shishi-fangan/": (
        "进一步深化“互联网+政务服务”推进政务服务“一网、一门、一次”改革实施方案的通知",
        "进一步深化“互联网+政务服务”推进政务服务“一网、一门、一次”改革实施方案",
    ),
    "/policies/quanguo-yitihua-zaixian-zhengwu-fuwu-pingtai/": (
        "加快推进全国一体化在线政务服务平台建设的指导意见",
        "关于加快推进全国一体化在线政务服务平台建设的指导意见",
    ),
}


def headings() -> dict[str, tuple[str, str]]:
    return {
        entry.get_absolute_url(): (entry.title, entry.heading)
        for model in (Policy, Milestone)
        for entry in model.objects.headed()
        if entry.heading != entry.title
    }


def heading(entry) -> str:
    return type(entry).objects.headed().get(pk=entry.pk).heading


def test_every_misprint_and_ruling_on_a_title_moves_its_heading_and_nothing_else(catalogue):
    assert headings() == MISPRINTED


def test_the_page_is_headed_as_ruled_and_shows_the_printed_title_beside(catalogue, client):
    for address, (printed, ruled) in MISPRINTED.items():
        page = client.get(address).content.decode()
        assert f'<h1 lang="zh-Hans">{ruled}</h1>' in page
        assert f"<title>{ruled} ·" in page
        assert f'<dd lang="zh-Hans" data-printed="title">{printed}<' in page


@pytest.mark.parametrize("address", ["/", "/policies/", "/milestones/", "/search/?q=政务"])
def test_no_list_heads_an_entry_with_a_misprint(catalogue, client, address):
    page = client.get(address, {"page_size": 200} if "?" not in address else {}).content.decode()
    page = page.replace("<mark>", "").replace("</mark>", "")
    for printed, _ in MISPRINTED.values():
        assert f">{printed}</a>" not in page


def test_neighbours_the_source_page_and_differences_use_the_heading(catalogue, client):
    _, ruled = MISPRINTED["/milestones/2016-09-05/"]
    for address in ("/milestones/2016-09-25/", "/sources/egov-report-2014-2024/"):
        assert ruled in client.get(address).content.decode()
    _, ruled = MISPRINTED["/policies/quanguo-yitihua-zaixian-zhengwu-fuwu-pingtai/"]
    assert f">{ruled}</a>" in client.get("/sources/guanyan-policy-tables/").content.decode()


@pytest.mark.parametrize("words", ["共享管理办法", "共享管理暂行办法"])
def test_both_the_printed_title_and_the_heading_are_found(catalogue, client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    assert "/milestones/2016-09-05/" in page
    [row] = client.get("/search/", {"q": words}).context["page"].object_list
    said = [name for label, name in row.elsewhere if label == "原文题名"]
    assert said == (["政务信息资源共享管理办法"] if words == "共享管理办法" else [])


def test_suggestions_offer_the_heading_also_to_who_types_the_misprint(catalogue):
    bring_up_to_date()
    printed, ruled = MISPRINTED["/milestones/2016-09-05/"]
    [offered] = Suggestion.objects.filter(text=ruled)
    assert offered.names == printed
    assert not Suggestion.objects.filter(text=printed).exists()


@pytest.mark.django_db
def test_a_ruling_moves_the_heading_at_once_and_its_end_moves_it_back():
    table = policy("guihua", "2016", title="规划")
    told = milestone("2016-05-05", "2016-05-05", title="国家规划", policy=table)
    assert (heading(table), heading(told)) == ("规划", "国家规划")
    ruling = Difference.objects.create(
        policy=table, milestone=told, field="title", prefers="milestone", reason="完整。"
    )
    assert (heading(table), heading(told)) == ("国家规划", "国家规划")
    ruling.prefers = "policy"
    ruling.save()
    assert (heading(table), heading(told)) == ("规划", "规划")
    ruling.delete()
    assert (heading(table), heading(told)) == ("规划", "国家规划")


@pytest.mark.django_db
def test_a_ruling_on_what_is_not_published_moves_nothing():
    table = policy("guihua", "2016", title="规划")
    told = milestone("2016-05-05", "2016-05-05", title="国家规划", policy=table)
    Difference.objects.create(
        policy=table, milestone=told, field="title", prefers="milestone", reason="完整。"
    )
    told.state = State.DRAFT
    told.save()
    assert heading(table) == "规划"


@pytest.mark.django_db
def test_an_erratum_moves_the_heading_and_that_of_the_twin_that_it_rules():
    table = policy("guihua", "2016", title="规划")
    said = {"title": "国家规化", "wording": "国务院印发《国家规化》。", "policy": table}
    told = milestone("2016-05-05", "2016-05-05", **said)
    Difference.objects.create(
        policy=table, milestone=told, field="title", prefers="milestone", reason="完整。"
    )
    misprint = {"record": told, "printed": "国家规化", "reading": "国家规划", "reason": "误字。"}
    erratum = MilestoneErratum.objects.create(kind="mistaken", **misprint)
    assert (heading(table), heading(told)) == ("国家规化", "国家规化")
    erratum.state = State.PUBLISHED
    erratum.save()
    assert (heading(table), heading(told)) == ("国家规划", "国家规划")
    erratum.kind = "query"
    erratum.save()
    assert heading(told) == "国家规化"


def test_curators_see_the_heading_in_the_list_and_beside_the_printed_title(catalogue, admin_client):
    told = Milestone.objects.get(slug="2016-09-05")
    printed, ruled = MISPRINTED["/milestones/2016-09-05/"]
    listed = admin_client.get("/admin/policies/milestone/", {"q": "共享管理办法"}).content.decode()
    assert f">{ruled}</a>" in listed
    form = admin_client.get(f"/admin/policies/milestone/{told.pk}/change/").content.decode()
    assert ruled in form
    assert f'value="{printed}"' in form


def test_a_preview_is_headed_as_the_record_will_be(catalogue, admin_client):
    told = Milestone.objects.get(slug="2016-09-05")
    told.state = State.DRAFT
    told.save()
    _, ruled = MISPRINTED["/milestones/2016-09-05/"]
    page = admin_client.get(f"/admin/policies/milestone/{told.pk}/preview/").content.decode()
    assert f'<h1 lang="zh-Hans">{ruled}</h1>' in page
