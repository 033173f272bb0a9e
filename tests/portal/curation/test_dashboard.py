"""The dashboard shows open work to those who may do it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Body, Difference, Milestone, MilestoneErratum
from portal.curation.dashboard import sections
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import Document, Source
from portal.models.curated import State
from portal.suggestions.builder import bring_up_to_date
from provinces.models import Excerpt
from tests.policies.admin.test_admin import post
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

WAITING, DRAFTS, EDITED = "等待审核", "草稿，最早的在前", "我改过的"
WITHOUT_CITATIONS, INDEX, UNDECIDED = "没有注明出处", "搜索", "两个来源有分歧，还没有裁定"


def desk(user) -> dict:
    return {one.title: one for one in sections(user)}


def named(section) -> list[str]:
    return [str(item.record) for item in section.items]


def test_each_group_sees_what_is_theirs_to_do(in_group, django_user_model):
    enters = {DRAFTS, EDITED, WITHOUT_CITATIONS}
    reviews = enters | {WAITING, INDEX, UNDECIDED}
    assert desk(in_group("录入员")).keys() == enters
    assert desk(in_group("审核员")).keys() == reviews
    assert desk(in_group("管理员")).keys() == reviews
    assert desk(django_user_model.objects.create_user("nobody", is_staff=True)) == {}


def test_what_was_submitted_waits_for_review(curator):
    record = milestone("draft", "2018-06", title="新稿", state=State.DRAFT)
    assert "新稿" in named(desk(curator)[DRAFTS])
    move(TRANSITIONS["submit"], Milestone, [record.pk], curator)
    assert named(desk(curator)[WAITING]) == ["新稿"]
    assert "新稿" not in named(desk(curator)[DRAFTS])
    move(TRANSITIONS["publish"], Milestone, [record.pk], curator)
    assert desk(curator)[WAITING].items == []


@pytest.mark.parametrize("model", [Body, Excerpt, Source], ids=str)
def test_a_draft_of_any_table_is_work_to_do(curator, model):
    record = model.objects.last()
    model.objects.filter(pk=record.pk).update(state=State.DRAFT)
    assert named(desk(curator)[DRAFTS]) == [str(record)]


def test_the_oldest_draft_comes_first_and_errata_wait_too(curator):
    for number in (2, 1):
        milestone(f"draft-{number}", "2018-06", title=f"稿{number}", state=State.DRAFT)
    told = Milestone.objects.first()
    MilestoneErratum.objects.create(
        record=told, kind="query", printed=told.wording[:4], reason="存疑。", state=State.DRAFT
    )
    found = desk(curator)[DRAFTS]
    assert named(found)[:2] == ["稿2", "稿1"]
    assert [(name, number) for name, number, _ in found.lists] == [
        ("大事记条目", 2),
        ("大事记勘误", 1),
    ]


def test_the_lists_that_it_leads_to_hold_as_many(curating, curator):
    milestone("draft", "2018-06", state=State.DRAFT)
    policy("lineless", "2018-06")
    gone = milestone("gone", "2018-06")
    move(TRANSITIONS["withdraw"], Milestone, [gone.pk], curator, "重复。")
    waiting = milestone("waiting", "2018-06", state=State.DRAFT)
    move(TRANSITIONS["submit"], Milestone, [waiting.pk], curator)
    Difference.objects.filter(field="date")[1].delete()
    Difference.objects.filter(milestone__slug="2016-09-25").delete()  # its date and its title
    for title in (WAITING, DRAFTS, WITHOUT_CITATIONS, UNDECIDED):
        lists = desk(curator)[title].lists
        assert lists
        for _, number, address in lists:
            page = curating.get(address)
            assert page.status_code == 200
            assert page.context["cl"].result_count == number


def test_what_i_edited_is_shown_once_and_the_newest_first(curating, curator):
    first, second = Milestone.objects.all()[:2]
    for record, note in ((first, "甲"), (second, "乙"), (first, "丙")):
        record.refresh_from_db()
        assert post(curating, record, change_note=note).status_code == 302
    found = desk(curator)[EDITED]
    assert [(item.record, item.note) for item in found.items] == [(first, "丙"), (second, "乙")]


def test_a_pair_that_disagrees_waits_for_a_ruling(curator):
    assert desk(curator)[UNDECIDED].number == 0
    Difference.objects.filter(field="date").first().delete()
    found = desk(curator)[UNDECIDED]
    assert found.number == 1
    assert "的日期不同" in found.items[0].note


def test_a_pair_without_a_ruling_leads_to_the_form_of_one(curating, curator):
    ruled = Difference.objects.filter(field="date").first()
    ruled.delete()
    form = curating.get(desk(curator)[UNDECIDED].items[0].address).context["adminform"].form
    given = [form[name].value() for name in ("policy", "milestone", "field")]
    assert given == [str(ruled.policy_id), str(ruled.milestone_id), "date"]


def test_an_unknown_value_of_the_filter_of_rulings_shows_the_whole_list(curating):
    answer = curating.get("/admin/policies/milestone/?ruling=none")
    assert answer.headers["Location"].endswith("?e=1")


def test_a_stale_index_is_said(curator):
    bring_up_to_date()
    assert desk(curator)[INDEX].sentences == ["列表、搜索与联想都与记录一致。"]
    milestone("new", "2018-06")
    assert "联想还没有跟上" in "".join(desk(curator)[INDEX].sentences)
    Document.objects.first().delete()
    assert "rebuild_search" in desk(curator)[INDEX].sentences[0]


def test_the_page_costs_the_same_however_much_waits(curating):
    numbers = []
    for size in (1, 15):
        for number in range(size):
            milestone(f"draft-{size}-{number}", "2018-06", state=State.DRAFT)
            told = policy(f"policy-{size}-{number}", "2018-06")
            milestone(f"told-{size}-{number}", "2019-06", policy=told)
        for record in Milestone.objects.filter(slug__startswith=f"draft-{size}")[:5]:
            assert post(curating, record).status_code == 302
        with CaptureQueriesContext(connection) as queries:
            page = curating.get(reverse("admin:index"))
        assert page.status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_page_leads_to_every_record(curating):
    record = milestone("draft", "2018-06", title="新稿", state=State.DRAFT)
    page = curating.get(reverse("admin:index")).content.decode()
    assert reverse("admin:policies_milestone_change", args=[record.pk]) in page


def test_what_is_curated_is_offered_first(curating):
    apps = curating.get(reverse("admin:index")).context["available_apps"]
    assert [app["name"] for app in apps] == ["政策", "各省规划", "门户", "认证和授权"]
    assert [str(one["name"]) for one in apps[0]["models"]][:2] == ["国家政策", "大事记条目"]
