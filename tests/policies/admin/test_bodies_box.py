"""Bodies typed in one box of an entry's form: which rows are saved, what is refused."""

import pytest
from django.forms import formsets
from django.test import Client
from django.urls import reverse

from policies.models import Body, BodyAlias, Milestone, MilestoneIssuance
from portal.curation.accounts.groups import EDITORS
from tests.policies.admin.test_admin import address, blank, filled_form, opened_form, post
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

BOX = "bodies_said"


def entered(client, said, **more):
    new = {"title": "虚构的通知", "kind": "document", "date": "2026年3月", "wording": "虚构。"}
    posted = blank(Milestone, **new | {BOX: said, f"initial-{BOX}": ""} | more)
    return client.post(reverse("admin:policies_milestone_add"), posted)


def bodies(record) -> list[tuple]:
    rows = record.issuances.order_by("position").select_related("body")
    return [(row.position, row.body.slug, row.role) for row in rows]


def errors(page) -> str:
    return " ".join(page.context["adminform"].form.errors.get(BOX, []))


@pytest.fixture
def told() -> Milestone:
    """国务院（hosted, inferred）, 国家网信办."""
    record = milestone("told", "2018-06", state="draft")
    for position, slug in enumerate(["guowuyuan", "guojia-wangxinban"], start=1):
        MilestoneIssuance.objects.create(
            record=record, body=Body.objects.get(slug=slug), position=position
        )
    record.issuances.filter(position=1).update(role="hosted", stated=False, basis="虚构的理由")
    return record


@pytest.mark.parametrize("between", ["、", "；", ";", "\r\n"])
def test_bodies_are_entered_by_any_of_their_names_in_the_order_typed(curating, between):
    body = Body.objects.get(slug="guowuyuan-bangongting")
    BodyAlias.objects.create(body=body, name="虚构的别名")
    said = between.join(["公安部", "国家互联网信息办公室", "虚构的别名", "guowuyuan"])
    response = entered(curating, said)
    assert response.status_code == 302, errors(response)
    assert bodies(Milestone.objects.get(title="虚构的通知")) == [
        (1, "gonganbu", "issued"),
        (2, "guojia-wangxinban", "issued"),
        (3, "guowuyuan-bangongting", "issued"),
        (4, "guowuyuan", "issued"),
    ]


def test_roles_and_what_is_inferred_are_typed_as_in_a_spreadsheet(curating):
    said = "国务院（推定：虚构的理由）、公安部（主办，另有：等部门）"
    assert entered(curating, said).status_code == 302
    first, second = Milestone.objects.get(title="虚构的通知").issuances.all()
    assert (first.stated, first.basis) == (False, "虚构的理由")
    assert (second.role, second.others, second.stated) == ("hosted", "等部门", True)


def test_each_unknown_or_ambiguous_name_is_named_beside_the_box(curating):
    Body.objects.filter(slug="gonganbu").update(official_name="两者同名")
    Body.objects.filter(slug="guojia-biaozhunwei").update(official_name="两者同名")
    page = entered(curating, "国务院、国务院办公庁、两者同名、无此部门")
    assert page.status_code == 200
    said = errors(page)
    assert "没有名为“国务院办公庁”的发布主体，最接近的有 国务院办公厅" in said
    assert "“两者同名”所指的发布主体不止一条" in said
    assert "“无此部门”" in said
    assert "“国务院”" not in said
    assert "国务院、国务院办公庁、两者同名、无此部门</textarea>" in page.content.decode()
    assert not Milestone.objects.filter(title="虚构的通知").exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("国务院、国务院", "“国务院”以同一角色写了不止一次。"),
        ("国务院（召开）", "“国务院（召开）”括号里的不是角色：可用的有 发布、"),
        ("国务院（推定）", "须写明理由"),
        ("国务院（另有：太长了了了了了了了了了了了了了了了了了了了了）", "超过20个字"),
        ("，", "没有名为“，”的发布主体"),
    ],
)
def test_what_the_box_cannot_mean_is_refused_in_a_sentence(curating, said, why):
    assert why in errors(entered(curating, said))


def test_a_form_shown_again_keeps_what_was_typed_and_reads_it_anew(curating):
    page = entered(curating, "国务院、公安部", title="")
    form = page.context["adminform"].form
    assert form[BOX].value() == "国务院；公安部"
    data = filled_form(page) | {
        "title": "虚构的通知",
        BOX: "公安部；国家标准委",
        "issuances-TOTAL_FORMS": "2",
        "issuances-0-body": str(Body.objects.get(slug="guowuyuan").pk),
        "issuances-0-role": "issued",
        "issuances-0-stated": "on",
        "issuances-0-position": "1",
        "issuances-1-body": str(Body.objects.get(slug="gonganbu").pk),
        "issuances-1-role": "issued",
        "issuances-1-stated": "on",
        "issuances-1-position": "2",
    }
    response = curating.post(reverse("admin:policies_milestone_add"), data)
    assert response.status_code == 302, response.context["errors"]
    added = Milestone.objects.get(title="虚构的通知")
    assert [slug for _, slug, _ in bodies(added)] == ["gonganbu", "guojia-biaozhunwei"]


def test_a_changed_box_reorders_removes_and_adds_and_keeps_the_rows_that_stay(curating, told):
    page = curating.get(address(told))
    box = page.context["adminform"].form[BOX].value()
    assert box == "国务院（主办，推定：虚构的理由）；国家网信办"
    kept = told.issuances.get(body__slug="guowuyuan")
    assert post(curating, told, **{BOX: "公安部、国务院（主办，推定）"}).status_code == 302
    assert bodies(told) == [(1, "gonganbu", "issued"), (2, "guowuyuan", "hosted")]
    now = told.issuances.get(body__slug="guowuyuan")
    assert (now.pk, now.basis, now.stated) == (kept.pk, "虚构的理由", False)


def test_a_corrected_role_stays_the_same_row(curating, told):
    kept = told.issuances.get(body__slug="guowuyuan")
    post(curating, told, **{BOX: "国务院；国家网信办"})
    now = told.issuances.get(body__slug="guowuyuan")
    assert (now.pk, now.role, now.stated, now.basis) == (kept.pk, "issued", True, "虚构的理由")


def test_an_emptied_box_empties_the_rows(curating, told):
    assert post(curating, told, **{BOX: ""}).status_code == 302
    assert bodies(told) == []


def test_rows_rule_over_a_box_that_was_not_changed(curating, told):
    assert post(curating, told, **{"issuances-1-role": "convened"}).status_code == 302
    assert bodies(told) == [(1, "guowuyuan", "hosted"), (2, "guojia-wangxinban", "convened")]
    form = curating.get(address(told)).context["adminform"].form
    assert form[BOX].value().endswith("国家网信办（举行）")


def test_a_box_and_rows_that_were_changed_apart_are_refused(curating, told):
    page = post(curating, told, **{BOX: "公安部", "issuances-1-role": "convened"})
    assert "方框与下面的各行都改了" in errors(page)
    assert len(bodies(told)) == 2


def test_a_form_that_was_not_touched_changes_nothing(curating, told):
    told.issuances.filter(position=1).update(basis="括号（不成对")
    MilestoneIssuance.objects.filter(record=told, position=2).update(position=7)
    before = list(told.issuances.values_list())
    post(curating, told)
    assert list(told.issuances.values_list()) == before
    assert post(curating, told, **{BOX: "公安部、国务院（主办，推定）"}).status_code == 302
    assert told.issuances.get(body__slug="guowuyuan").basis == "括号（不成对"


def test_bodies_that_two_curators_type_at_once_are_put_together(curating, told, django_user_model):
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("other"))
    opened = opened_form(curating, told)
    added = f"{opened[BOX]}、公安部"
    other.post(address(told), opened | {BOX: added})
    page = curating.post(address(told), opened | {BOX: "国务院（主办，推定）、国家标准委"})
    assert page.status_code == 409
    assert "方框" not in page.content.decode()
    labels = {one.label: side for one, side in page.context["choices"]}
    assert labels == {
        "发布主体 国家网信办": "mine",
        "发布主体 公安部": "theirs",
        "发布主体 国家标准委": "mine",
    }
    chosen = {one.name: side for one, side in page.context["choices"]}
    told.refresh_from_db()
    posted = dict(page.context["posted"]) | chosen
    posted |= {"_their_version": told.version, "_resolve": "save"}
    assert curating.post(address(told), posted).status_code == 302
    assert {slug for _, slug, _ in bodies(told)} == {"guowuyuan", "gonganbu", "guojia-biaozhunwei"}


@pytest.mark.parametrize(
    "broken",
    [
        {"issuances-TOTAL_FORMS": "many"},
        {"issuances-TOTAL_FORMS": "9" * 18},
        {"issuances-0-body": "x"},
        {"issuances-0-body": str(2**63 - 1)},
        {"issuances-0-position": "-1"},
        {"issuances-0-id": "x"},
    ],
)
def test_rows_that_no_browser_posts_are_no_error_of_the_server(curating, told, broken, monkeypatch):
    # So many rows at most that are read, and shown again; a thousand of them take seven seconds.
    monkeypatch.setattr(formsets, "DEFAULT_MAX_NUM", 20)
    for said in ("公安部", None):
        changes = broken if said is None else broken | {BOX: said}
        assert post(curating, told, **changes).status_code in (200, 302, 400, 409)


def test_who_may_only_look_at_an_entry_reads_its_bodies(client, in_group, told):
    told.state = "published"
    told.save()
    client.force_login(in_group(EDITORS))
    page = client.get(address(told))
    assert page.status_code == 200
    assert "国务院（主办，推定：虚构的理由）；国家网信办" in page.content.decode()
    assert f'name="{BOX}"' not in page.content.decode()
