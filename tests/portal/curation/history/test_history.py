"""The history: who, when, why and what; restoring versions with bodies and errata."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Body, Milestone, MilestoneErratum, MilestoneIssuance, Policy
from portal.curation.history.differences import Difference
from portal.curation.history.versions import restore, versions
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.index.check import stale
from portal.models import Source
from portal.models.base import RecordTable
from provinces.models import Excerpt, Unit
from tests.policies.admin.test_admin import address, filled_form, post
from tests.portal.curation.confirming import confirm
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

EVERY_TABLE = [model for model in apps.get_models() if issubclass(model, RecordTable)]


def changed(version) -> list[tuple[str, str, str, str]]:
    return [(one.part, one.label, one.before, one.after) for one in version.differences]


@pytest.fixture
def told() -> Milestone:
    record = milestone("told", "2018-06", title="旧题名", wording="旧的原文。")
    body = Body.objects.get(slug="guowuyuan")
    MilestoneIssuance.objects.create(record=record, body=body)
    MilestoneErratum.objects.create(
        record=record,
        kind="mistaken",
        printed="旧的",
        reading="新的",
        reason="笔误。",
        state="published",
    )
    return record


@pytest.mark.parametrize("model", EVERY_TABLE, ids=lambda model: model.__name__)
def test_loading_writes_the_history_of_every_record(model):
    for record in model.objects.all()[:3]:
        [row] = record.history.all()
        assert (row.history_type, row.history_change_reason) == ("+", "装载数据文件。")


def test_a_curators_save_says_who_why_and_what(curating, curator):
    record = Milestone.objects.get(slug="2016-09-25")
    before = len(versions(record))
    assert post(curating, record, title="另一题名", change_note="原文如此").status_code == 302
    newest, *older = versions(record)
    assert (newest.change_set.user, newest.change_set.why, len(older)) == (
        curator,
        "原文如此",
        before,
    )
    assert changed(newest) == [("", "题名", record.title, "另一题名")]


def test_record_and_parts_changed_together_are_one_version(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    other = Body.objects.exclude(milestoneissuances__record=record).first()
    number = record.issuances.count()
    new = {
        "issuances-TOTAL_FORMS": str(number + 1),
        f"issuances-{number}-position": "9",
        f"issuances-{number}-body": str(other.pk),
        f"issuances-{number}-role": "issued",
        f"issuances-{number}-stated": "on",
    }
    before = len(versions(record))
    assert post(curating, record, title="另一题名", **new).status_code == 302
    newest, *older = versions(record)
    assert len(older) == before
    assert ("", "题名", record.title, "另一题名") in changed(newest)
    assert (f"发布主体 {other} 发布", "次序", "", "9") in changed(newest)


def test_all_is_brought_back_with_bodies_and_errata(told):
    before = versions(told)[0]
    told.title, told.wording = "新题名", "新的原文。"
    told.errata.all().delete()
    told.save()
    told.issuances.all().delete()
    MilestoneIssuance.objects.create(
        record=told, body=Body.objects.exclude(slug="guowuyuan").first()
    )
    restored = restore(told, before)
    assert (restored.title, restored.wording) == ("旧题名", "旧的原文。")
    assert [one.body.slug for one in restored.issuances.all()] == ["guowuyuan"]
    assert [one.printed for one in restored.errata.all()] == ["旧的"]
    newest = versions(told)[0]
    assert newest.state == before.state
    assert newest.change_set.why.startswith("恢复为 ")
    assert [*stale()] == []


def test_a_body_with_two_roles_comes_back_with_both():
    record = Milestone.objects.get(slug="2018-04-22")
    before, roles = versions(record)[0], record.issuances.values_list("body", "role", "others")
    stood = list(roles.all())
    record.issuances.filter(role="hosted_session").delete()
    restore(record, before)
    assert list(roles.all()) == stood


def test_bringing_back_leaves_the_state_as_it_is(told, curator):
    before = versions(told)[0]
    told.title = "新题名"
    told.save()
    move(TRANSITIONS["withdraw"], Milestone, [told.pk], curator, "误收。")
    restored = restore(told, before)
    assert (restored.title, restored.state) == ("旧题名", "withdrawn")


def test_what_refers_to_nothing_any_more_is_refused_whole(curating, told):
    body = Body.objects.create(
        slug="gone", name="已撤销的机构", kind="department", state="published"
    )
    MilestoneIssuance.objects.create(record=told, body=body)
    number = len(versions(told))
    told.issuances.filter(body=body).delete()
    body.delete()
    told.title = "新题名"
    told.save()
    answer = confirm(curating, address(told, "restore", number), follow=True)
    assert "没有恢复" in answer.content.decode()
    told.refresh_from_db()
    assert told.title == "新题名"


def test_the_page_marks_what_was_taken_out_and_put_in(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    wording = record.wording
    record.wording = wording[:30] + "添上的" + wording[33:]
    record.save()
    page = curating.get(address(record, "history")).content.decode()
    assert f"<del>{wording[30:33]}</del><ins>添上的</ins>" in page
    assert "恢复为这一版" in page


def test_the_page_costs_the_same_for_many_versions(curating, told, django_assert_num_queries):
    for number in range(3):
        told.title = f"第{number}个题名"
        told.save()
    with CaptureQueriesContext(connection) as few:
        curating.get(address(told, "history"))
    bodies = Body.objects.all()[:8]
    for body in bodies:
        MilestoneIssuance.objects.get_or_create(record=told, body=body)
    with django_assert_num_queries(len(few)):
        curating.get(address(told, "history"))


def test_bringing_back_asks_first(curating, told):
    told.title = "新题名"
    told.save()
    number = len(versions(told)) - 1
    asked = curating.get(address(told, "restore", number))
    assert asked.status_code == 200
    told.refresh_from_db()
    assert told.title == "新题名"
    assert confirm(curating, address(told, "restore", number)).status_code == 302
    told.refresh_from_db()
    assert told.title == "旧题名"
    for wrong in (0, 99):
        assert curating.get(address(told, "restore", wrong)).status_code == 404


def test_who_may_not_edit_may_look_but_not_bring_back(client, in_group, told):
    client.force_login(in_group("录入员"))
    page = client.get(address(told, "history"))
    assert page.status_code == 200
    assert "恢复为这一版" not in page.content.decode()
    assert client.post(address(told, "restore", 1)).status_code == 403


def test_a_form_opened_before_a_restoration_is_refused(curating, told):
    opened = filled_form(curating.get(address(told)))
    told.title = "新题名"
    told.save()
    restore(told, versions(told)[-1])
    answer = curating.post(address(told), opened | {"title": "第三题名"})
    assert "别人已经保存过它" in answer.content.decode()


@pytest.mark.parametrize("model", [Policy, Milestone, Excerpt, Body, Unit, Source])
def test_bulk_changes_write_history_too(model):
    record = model.objects.first()
    number = record.history.count()
    model.objects.filter(pk=record.pk).update(slug="x") if model is not Excerpt else (
        Excerpt.objects.filter(pk=record.pk).update(unit_text="某省")
    )
    assert record.history.count() == number + 1
    made = model.objects.filter(pk=record.pk)
    assert made.first().history.first().history_type == "~"


def test_what_is_worked_out_of_other_records_is_no_version(told):
    number = len(versions(told))
    Milestone.objects.filter(pk=told.pk).update(timeline_start=told.timeline_start)
    assert len(versions(told)) == number


def test_the_history_shows_a_transition_with_its_reason(told, curator):
    move(TRANSITIONS["withdraw"], Milestone, [told.pk], curator, "误收。")
    newest = versions(told)[0]
    assert newest.change_set.why == "撤回：误收。"
    assert ("", "状态", "已发布", "已撤回") in changed(newest)


def test_loading_again_writes_no_history():
    numbers = [model.history.count() for model in EVERY_TABLE]
    call_command("load_catalogue", stdout=io.StringIO())
    assert [model.history.count() for model in EVERY_TABLE] == numbers


def test_a_long_texts_pieces_put_together_are_the_texts():
    before = "推进政务服务标准化、规范化、便利化，深入推进跨省通办。"
    after = "推进政务服务标准化、便利化，深入推进“跨省通办”工作。"
    pieces = Difference("", "原文", before, after).pieces
    assert "".join(one.text for one in pieces if one.mark != "ins") == before
    assert "".join(one.text for one in pieces if one.mark != "del") == after


def test_the_admins_history_is_linked_from_the_form(curating, told):
    assert reverse("admin:policies_milestone_history", args=[told.pk]) in (
        curating.get(address(told)).content.decode()
    )


def test_bringing_back_leaves_the_states_of_errata(told, client, in_group, curator):
    erratum = told.errata.get()
    old = len(versions(told))
    move(TRANSITIONS["withdraw"], MilestoneErratum, [erratum.pk], curator, "原样无误")
    move(TRANSITIONS["withdraw"], Milestone, [told.pk], curator, "误收")
    move(TRANSITIONS["reopen"], Milestone, [told.pk], curator)
    client.force_login(in_group("录入员"))
    assert confirm(client, address(told, "restore", old)).status_code == 302
    erratum.refresh_from_db()
    assert (erratum.state, erratum.withdrawn_because) == ("withdrawn", "原样无误")
    erratum.delete()
    assert confirm(client, address(told, "restore", old)).status_code == 302
    assert told.errata.get().state == "draft"


def test_bringing_back_leaves_what_is_public_public(told, client, in_group):
    erratum = told.errata.get()
    erratum.state = "draft"
    erratum.save()
    old = len(versions(told))
    erratum.state = "published"
    erratum.save()
    client.force_login(in_group("审核员"))
    confirm(client, address(told, "restore", old))
    assert told.errata.get().state == "published"


def test_an_erratum_entered_with_a_draft_is_one(curating):
    record = milestone("drafted", "2018-06", wording="甲错乙。", state="draft")
    row = {"errata-0-kind": "mistaken", "errata-0-field": "wording", "errata-0-printed": "错"}
    row |= {"errata-0-reading": "对", "errata-0-reason": "误", "errata-TOTAL_FORMS": "1"}
    data = filled_form(curating.get(address(record))) | row
    assert curating.post(address(record), data).status_code == 302
    assert record.errata.get().state == "draft"
