"""Two curators edit one record: the second one sees both versions and chooses field by field."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
)
from portal.curation.history.versions import versions
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt, Unit
from tests.policies.admin.test_admin import address, filled_form, opened_form
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def told() -> Milestone:
    record = milestone("told", "2018-06", title="旧题名", wording="旧的原文，共有两句。")
    for position, slug in enumerate(["guowuyuan", "guojia-wangxinban"], start=1):
        MilestoneIssuance.objects.create(
            record=record, body=Body.objects.get(slug=slug), position=position
        )
    MilestoneErratum.objects.create(
        record=record,
        kind="mistaken",
        printed="旧的",
        reading="新的",
        reason="笔误。",
        state=State.PUBLISHED,
    )
    return record


@pytest.fixture
def other(client, django_user_model):
    """The other curator, in a window of their own."""
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("other"))
    return client


def save(client, record, opened, **changes):
    return client.post(address(record), opened | changes)


def answer(client, record, page, taken="", *, look=False, **chosen):
    """What a browser posts from the page of a conflict: the proposed choices, and those given."""
    choices = {one.name: side for one, side in page.context["choices"] if side}
    if taken:
        choices = {one.name: taken for one, _ in page.context["choices"]}
    choices |= {f"choice/{name}": side for name, side in chosen.items()}
    posted: dict = {}
    for name, value in page.context["posted"]:
        posted.setdefault(name, []).append(value)
    posted |= choices
    posted |= {"_their_version": record.version, "_resolve": "look" if look else "save"}
    return client.post(address(record), posted)


def proposed(page) -> dict[str, str]:
    return {one.label: side for one, side in page.context["choices"]}


def row_of(record, body: str) -> str:
    """The form prefix of a body's row."""
    rows = list(record.issuances.all())
    [number] = [at for at, row in enumerate(rows) if row.body.slug == body]
    return f"issuances-{number}-"


def test_what_two_changed_apart_is_put_together(curating, other, told):
    opened = opened_form(curating, told)
    assert save(other, told, opened, title="别人的题名", change_note="据原件").status_code == 302
    page = save(
        curating, told, opened, wording="我的原文，旧的。", date="2019年", date_text="2019年"
    )
    assert page.status_code == 409
    assert proposed(page) == {"题名": "theirs", "日期": "mine", "原文日期": "mine", "原文": "mine"}
    text = page.content.decode()
    for shown in ("别人已经保存过它", "other：据原件", "别人的题名", "我的原文，", "2019年"):
        assert shown in text
    told.refresh_from_db()
    assert (told.title, told.wording) == ("别人的题名", "旧的原文，共有两句。")
    assert answer(curating, told, page).status_code == 302
    told.refresh_from_db()
    assert (told.title, told.wording, str(told.date)) == (
        "别人的题名",
        "我的原文，旧的。",
        "2019年",
    )


@pytest.mark.parametrize(("taken", "title"), [("mine", "我的题名"), ("theirs", "别人的题名")])
def test_what_both_changed_must_be_chosen(curating, other, told, taken, title):
    opened = opened_form(curating, told)
    save(other, told, opened, title="别人的题名")
    page = save(curating, told, opened, title="我的题名")
    assert proposed(page) == {"题名": ""}
    assert "两人都改了" in page.content.decode()
    told.refresh_from_db()
    again = answer(curating, told, page)
    assert again.status_code == 409
    assert "还有没有选择的栏目" in again.content.decode()
    assert answer(curating, told, again, title=taken).status_code == 302
    told.refresh_from_db()
    assert told.title == title
    assert "别人的题名" in [version.state[()]["title"] for version in versions(told)]


def test_parts_are_put_together_too(curating, other, told):
    opened = opened_form(curating, told)
    third = Body.objects.exclude(milestoneissuances__record=told).first()
    added = {
        "issuances-TOTAL_FORMS": "3",
        "issuances-2-position": "3",
        "issuances-2-body": str(third.pk),
        "issuances-2-role": "hosted",
        "issuances-2-stated": "on",
    }
    assert save(other, told, opened, **added).status_code == 302
    first, second = row_of(told, "guowuyuan"), row_of(told, "guojia-wangxinban")
    mine = {f"{first}DELETE": "on", f"{second}basis": "原件落款", "errata-0-reason": "据原件。"}
    page = save(curating, told, opened, **mine)
    assert page.status_code == 409
    assert set(proposed(page).values()) == {"mine", "theirs"}
    told.refresh_from_db()
    assert answer(curating, told, page).status_code == 302
    assert {(one.body.slug, one.role, one.basis) for one in told.issuances.all()} == {
        ("guojia-wangxinban", "issued", "原件落款"),
        (third.slug, "hosted", ""),
    }
    assert [one.reason for one in told.errata.all()] == ["据原件。"]


def test_two_columns_of_one_part_are_put_together(curating, other, told):
    opened = opened_form(curating, told)
    row = row_of(told, "guowuyuan")
    save(other, told, opened, **{f"{row}role": "hosted"})
    page = save(curating, told, opened, **{f"{row}basis": "我的依据"})
    assert proposed(page) == {
        "发布主体 国务院 · 角色": "theirs",
        "发布主体 国务院 · 依据": "mine",
    }
    assert "主办" in page.content.decode()
    told.refresh_from_db()
    assert answer(curating, told, page).status_code == 302
    issuance = told.issuances.get(body__slug="guowuyuan")
    assert (issuance.role, issuance.basis) == ("hosted", "我的依据")


def test_a_part_that_one_deletes_and_the_other_changes_is_asked_for(curating, other, told):
    opened = opened_form(curating, told)
    row = row_of(told, "guowuyuan")
    save(other, told, opened, **{f"{row}DELETE": "on"})
    page = save(curating, told, opened, **{f"{row}basis": "我的依据"})
    assert proposed(page) == {"发布主体 国务院": ""}
    told.refresh_from_db()
    assert answer(curating, told, page, "mine").status_code == 302
    assert told.issuances.get(body__slug="guowuyuan").basis == "我的依据"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({"errata-0-reason": "据原件。"}, {"title": "我的题名"}),
        ({"errata-0-printed": "共有"}, {"title": "我的题名"}),
        ({"errata-0-DELETE": "on"}, {"issuances-0-basis": "原件落款"}),
        ({"issuances-0-basis": "原件落款"}, {"errata-0-reason": "据原件。"}),
        ({"title": "别人的题名"}, {"issuances-0-DELETE": "on"}),
    ],
)
def test_who_changed_a_part_is_not_said_to_have_changed_anything_else(
    curating, other, told, theirs, mine
):
    opened = opened_form(curating, told)
    assert save(other, told, opened, **theirs).status_code == 302
    page = save(curating, told, opened, **mine)
    assert "两人都改了" not in page.content.decode()
    assert set(proposed(page).values()) == {"mine", "theirs"}


def test_an_alias_renamed_and_a_note_changed_are_no_conflict(curating, other):
    body = Body.objects.filter(aliases__isnull=False).first()
    opened = opened_form(curating, body)
    assert save(other, body, opened, **{"aliases-0-name": "另一别名"}).status_code == 302
    page = save(curating, body, opened, note="我的说明")
    assert "两人都改了" not in page.content.decode()
    body.refresh_from_db()
    assert answer(curating, body, page).status_code == 302
    body.refresh_from_db()
    assert body.note == "我的说明"
    assert "另一别名" in [alias.name for alias in body.aliases.all()]


def test_an_erratum_that_was_taken_out_meanwhile_does_not_stop_the_save(curating, told):
    opened = opened_form(curating, told)
    told.errata.get().delete()
    assert save(curating, told, opened, title="我的题名").status_code == 302
    told.refresh_from_db()
    assert (told.title, told.errata.count()) == ("我的题名", 0)


def test_a_change_to_an_erratum_that_was_taken_out_meanwhile_is_asked_for(curating, told):
    opened = opened_form(curating, told)
    told.errata.get().delete()
    page = save(curating, told, opened, **{"errata-0-reason": "据原件。"})
    assert proposed(page) == {"大事记勘误 原文 旧的": ""}
    assert answer(curating, told, page, "mine").status_code == 302
    assert told.errata.get().reason == "据原件。"


def test_an_erratum_that_was_withdrawn_meanwhile_stays_so(curating, curator, told):
    opened = opened_form(curating, told)
    erratum = told.errata.get()
    MilestoneErratum.objects.update(state=State.PUBLISHED)
    move(TRANSITIONS["withdraw"], MilestoneErratum, [erratum.pk], curator, "有误")
    assert save(curating, told, opened, **{"errata-0-reason": "据原件。"}).status_code == 302
    erratum.refresh_from_db()
    assert (erratum.state, erratum.reason) == (State.WITHDRAWN, "据原件。")


def test_invalid_input_is_shown_as_typed(curating, other, told):
    opened = opened_form(curating, told)
    save(other, told, opened, title="别人的题名")
    page = save(curating, told, opened, date="2018年2月30日")
    assert "2018年2月30日" in page.content.decode()
    told.refresh_from_db()
    form = answer(curating, told, page)
    assert form.status_code == 200
    assert 'value="2018年2月30日"' in form.content.decode()
    assert 'value="别人的题名"' in form.content.decode()
    told.refresh_from_db()
    assert str(told.date) == "2018年6月"


def test_a_third_who_saves_meanwhile_is_seen_too(curating, other, told):
    opened = opened_form(curating, told)
    save(other, told, opened, title="别人的题名")
    page = save(curating, told, opened, title="我的题名")
    save(other, told, opened_form(other, told), kind="platform")
    stale = Milestone.objects.get(pk=told.pk)
    stale.version = 2
    again = answer(curating, stale, page, title="mine")
    assert again.status_code == 409
    assert "您选择的时候，又有人保存过它" in again.content.decode()
    assert proposed(again)["题名"] == "mine"
    assert proposed(again)["类型"] == "theirs"
    told.refresh_from_db()
    assert answer(curating, told, again).status_code == 302
    told.refresh_from_db()
    assert (told.title, told.kind) == ("我的题名", "platform")


def test_the_choice_can_be_looked_at_in_the_form_first(curating, other, told):
    opened = opened_form(curating, told)
    save(other, told, opened, title="别人的题名")
    page = save(curating, told, opened, wording="我的原文，旧的。")
    told.refresh_from_db()
    form = answer(curating, told, page, look=True)
    assert form.status_code == 200
    assert "还没有保存。请核对，再保存。" in form.content.decode()
    told.refresh_from_db()
    assert told.wording == "旧的原文，共有两句。"
    assert save(curating, told, filled_form(form)).status_code == 302
    told.refresh_from_db()
    assert (told.title, told.wording) == ("别人的题名", "我的原文，旧的。")


def test_what_both_write_alike_is_no_conflict(curating, other, told):
    opened = opened_form(curating, told)
    save(other, told, opened, date="2019年", date_text="2019年")
    assert save(curating, told, opened, date="2019", date_text="2019年").status_code == 302


def test_a_draft_that_was_submitted_meanwhile_gives_back_what_was_typed(client, in_group, told):
    Milestone.objects.filter(pk=told.pk).update(state=State.DRAFT)
    user = in_group("录入员")
    client.force_login(user)
    opened = opened_form(client, told)
    move(TRANSITIONS["submit"], Milestone, [told.pk], user)
    page = save(client, told, opened, title="我的题名")
    assert page.status_code == 403
    assert "我的题名" in page.content.decode()
    assert "状态：待审核" in page.content.decode()
    told.refresh_from_db()
    assert told.title == "旧题名"


def test_a_record_that_was_deleted_meanwhile_gives_back_what_was_typed(curating, told):
    opened = opened_form(curating, told)
    gone = address(told)
    told.delete()
    page = curating.post(gone, opened | {"title": "我的题名"})
    assert page.status_code == 404
    assert "这条记录已被删除" in page.content.decode()
    assert "我的题名" in page.content.decode()


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Policy, "title_text"),
        (Milestone, "title"),
        (Excerpt, "unit_text"),
        (Body, "note"),
        (Difference, "reason"),
        (Unit, "name"),
        (Source, "note"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_every_table_that_curators_edit_is_guarded(curating, other, model, column):
    record = model.objects.first()
    opened = opened_form(curating, record)
    assert save(other, record, opened, **{column: "别人写的"}).status_code == 302
    page = save(curating, record, opened, **{column: "我写的"})
    assert page.status_code == 409
    assert {one.field for one, _ in page.context["choices"]} == {column}
    record.refresh_from_db()
    assert getattr(record, column) == "别人写的"
    assert answer(curating, record, page, "mine").status_code == 302
    record.refresh_from_db()
    assert getattr(record, column) == "我写的"


def test_the_page_costs_the_same_for_many_parts(curating, other, told):
    """All bodies differ between the two, so that the page names them."""
    numbers = []
    for bodies in ([], Body.objects.exclude(milestoneissuances__record=told)[:8]):
        for body in bodies:
            MilestoneIssuance.objects.create(record=told, body=body)
        opened = opened_form(curating, told)
        rows = [name for name in opened if re.fullmatch(r"issuances-\d+-body", name)]
        unused = Body.objects.exclude(milestoneissuances__record=told).values_list("pk", flat=True)
        changed = dict(zip([name for name in rows if opened[name]], unused, strict=False))
        save(other, told, opened, title=f"别人的题名{len(numbers)}", **changed)
        with CaptureQueriesContext(connection) as queries:
            page = save(curating, told, opened, title="我的题名")
        assert page.status_code == 409
        assert len(page.context["choices"]) > len(changed)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
