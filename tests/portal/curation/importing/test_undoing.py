"""A batch is undone whole, or not at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import (
    Body,
    BodyAlias,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
)
from portal.curation.history.revert import undo
from portal.curation.history.versions import versions
from portal.index.check import stale
from portal.models import ImportBatch, Source, SourceLine
from portal.models.base import parts_of
from portal.models.timestamps import TIMESTAMPS
from provinces.models import Excerpt, Unit
from tests.policies.admin.test_admin import address, filled_form, post
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    by_name,
    confirm,
    exported,
    imported,
    page,
    previewed,
    row_of,
    undone,
)
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_batch_is_undone_with_bodies_and_aliases(curating):
    record = milestone("told", "2018-06", title="旧题名")
    body = Body.objects.get(slug="guowuyuan")
    MilestoneIssuance.objects.create(record=record, body=body, basis="原文如此")
    MilestoneErratum.objects.create(record=record, kind="query", printed="told", reason="存疑。")
    rows = [row_of(record, 题名="新题名", 日期="2019", 发布主体=""), NEW]
    rows[0] |= {"原文日期": "2019年", "原文": f"{record.wording}。"}
    batch = imported(curating, Milestone, *(NEW | {"发布主体": ""} | row for row in rows))
    assert "2 条记录恢复原样" in undone(curating, Milestone, batch)
    record.refresh_from_db()
    assert (record.title, str(record.date)) == ("旧题名", "2018年6月")
    assert [(one.body, one.basis) for one in record.issuances.all()] == [(body, "原文如此")]
    assert record.errata.count() == 1
    assert not Milestone.objects.filter(title=NEW["题名"]).exists()
    assert versions(record)[0].change_set.why == "撤销导入“改.csv”。"
    assert list(stale()) == []
    assert "这次导入已经撤销。" in undone(curating, Milestone, batch)


OTHERWISE = {
    Policy: {"发布主体": "国务院", "日期": "2016", "原文日期": "2016年"},
    Milestone: {"发布主体": "", "所记政策": "", "日期": "2016", "原文日期": "2016年"},
    Body: {"别名": "", "说明": "改"},
    Difference: {"本站采用": "大事记", "理由": "改"},
    Unit: {"地区": "西北"},
    Excerpt: {"出处": "观研报告网表格｜1"},
    Source: {"题名": "改"},
    SourceLine: {"原文": "改"},
}


@by_name
def test_after_an_undo_a_table_and_its_parts_are_as_they_were(curating, model):
    def stands():
        # The number of saves is never given twice.
        return [
            {name: value for name, value in row.items() if name not in {"version", *TIMESTAMPS}}
            for table in (model, *parts_of(model), Milestone)
            for row in table.objects.order_by("pk").values()
        ]

    before = stands()
    otherwise = OTHERWISE.get(model, {"理由": "改"})
    rows = [row | otherwise for row in exported(curating, model)]
    batch = imported(curating, model, *rows, confirmed="ruling")
    assert stands() != before
    assert f"{batch.changed} 条记录恢复原样" in undone(curating, model, batch)
    assert stands() == before
    assert list(stale()) == []


def test_what_was_touched_since_is_named_and_nothing_is_undone(curating):
    records = list(Milestone.objects.filter(policy=None)[:2])
    batch = imported(
        curating, Milestone, *(row_of(one, 题名=f"{one.title}（改）") for one in records)
    )
    touched = Milestone.objects.get(pk=records[0].pk)
    assert post(curating, touched, title="又改的题名").status_code == 302
    said = undone(curating, Milestone, batch)
    assert "导入之后又改过，没有撤销：“又改的题名”。" in said
    assert Milestone.objects.get(pk=records[1].pk).title.endswith("（改）")


def test_a_part_touched_since_is_touched_too(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    batch = imported(curating, Milestone, row_of(record, 题名="改了"))
    record.issuances.first().delete()
    assert "导入之后又改过" in undone(curating, Milestone, batch)


def test_what_is_used_elsewhere_by_now_is_not_undone(curating):
    row = {"地址标识": "", "名称": "新机构", "类别": "国务院部门及有关机构"}
    batch = imported(curating, Body, row)
    record = milestone("user", "2018-06", title="引用者")
    MilestoneIssuance.objects.create(record=record, body=Body.objects.get(name="新机构"))
    assert "已被别处引用，没有撤销：“引用者" in undone(curating, Body, batch)
    assert Body.objects.filter(name="新机构").exists()


def test_undoing_fails_if_the_target_of_a_record_was_deleted(curating):
    told = policy("told", "2018-06")
    record = milestone("telling", "2018-06", title="所记者", policy=told)
    batch = imported(curating, Milestone, row_of(record, 所记政策=""))
    told.delete()
    assert "原来的所记政策已经删除，没有撤销：“所记者”。" in undone(curating, Milestone, batch)
    assert ImportBatch.objects.get(pk=batch.pk).undone is None


def test_undoing_fails_if_the_body_of_a_part_was_deleted(curating):
    body = Body.objects.create(slug="ju", name="局", kind="office", state="published")
    record = milestone("told", "2018-06", title="局之所发")
    record.issuances.create(body=body)
    batch = imported(curating, Milestone, row_of(record, 发布主体=""))
    body.delete()
    assert "原来的发布主体已经删除，没有撤销：“局之所发”。" in undone(curating, Milestone, batch)
    assert not record.issuances.exists()


def test_a_name_that_another_has_taken_since(curating):
    body = Body.objects.create(slug="ju", name="旧局", kind="office", state="published")
    batch = imported(curating, Body, row_of(body, 名称="新局"))
    Body.objects.create(slug="other", name="旧局", kind="office", state="published")
    said = undone(curating, Body, batch)
    assert "没有撤销，“旧局”：已有名称为“旧局”的发布主体。" in said
    assert Body.objects.get(slug="ju").name == "新局"


def test_who_has_come_to_stand_below_a_body_cannot_stand_above_it(curating):
    above = Body.objects.create(slug="ting", name="厅", kind="office", state="published")
    body = Body.objects.create(slug="ju", name="局", kind="office", parent=above, state="published")
    batch = imported(curating, Body, row_of(body, 上级=""))
    above.parent = body
    above.save()
    assert "没有撤销，“局”：“厅”是它的下属" in undone(curating, Body, batch)
    assert Body.objects.get(slug="ju").parent is None


def test_a_name_that_went_from_one_to_another_goes_back(curating):
    one, other = (
        Body.objects.create(slug=slug, name=name, kind="office", state="published")
        for slug, name in (("ju", "局"), ("chu", "处"))
    )
    alias = one.aliases.create(name="旧称")
    rows = [row_of(other, 名称="科", 别名="旧称"), row_of(one, 名称="处", 别名="")]
    batch, seen = previewed(curating, Body, *rows)
    confirm(curating, Body, batch, seen, confirmed="duplicate")
    assert "2 条记录恢复原样" in undone(curating, Body, batch)
    assert Body.objects.get(slug="ju").name == "局"
    assert Body.objects.get(slug="chu").name == "处"
    assert BodyAlias.objects.get(name="旧称") == alias
    assert BodyAlias.objects.get(name="旧称").body == one


def test_an_undo_costs_the_same_for_five_rows_and_for_twenty(curating):
    rows = [row for row in exported(curating, Milestone) if not row["所记政策"]]
    numbers = []
    for size in (5, 20):
        changed = [row | {"原文": f"{row['原文']}改。", "发布主体": ""} for row in rows[:size]]
        batch = imported(curating, Milestone, *changed)
        with CaptureQueriesContext(connection) as queries:
            undo(batch, None)
        numbers.append(len(queries))
        rows = [row | {"版本": ""} for row in rows]
    assert numbers[0] == numbers[1]


def test_only_who_imported_or_manages_may_undo(client, in_group):
    client.force_login(in_group("录入员"))
    batch = imported(client, Milestone, NEW)
    client.force_login(in_group("审核员"))
    assert client.post(page(Milestone, "undo", batch.pk)).status_code == 403
    assert "撤销这次导入" not in client.get(page(Milestone, "batch", batch.pk)).content.decode()
    client.force_login(in_group("管理员"))
    assert "1 条记录恢复原样" in undone(client, Milestone, batch)


def test_what_a_later_ruling_refers_to_is_not_undone(curating):
    batch = imported(curating, Policy, NEW)
    made = Policy.objects.get(title=NEW["题名"])
    telling = milestone("telling", "2025-04", policy=made)
    assert "已被别处引用，没有撤销：“telling”" in undone(curating, Policy, batch)
    telling.refresh_from_db()
    assert telling.policy == made
    said = {"field": "date", "reason": "裁定"}
    Difference.objects.create(policy=made, milestone=telling, prefers="policy", **said)
    assert "没有撤销" in undone(curating, Policy, batch)
    assert Difference.objects.filter(policy=made).exists()


def test_whoever_may_no_longer_change_records_does_not_undo(client, in_group):
    user = in_group("审核员")
    client.force_login(user)
    record = Milestone.objects.get(slug="2016-09-25")
    batch = imported(client, Milestone, row_of(record, 题名="审核员改的"))
    user.groups.set([in_group("录入员").groups.get()])
    assert "您现在不能修改这些记录" in undone(client, Milestone, batch)
    record.refresh_from_db()
    assert record.title == "审核员改的"


def test_a_form_opened_before_does_not_overwrite_what_was_undone(curating):
    record = milestone("told", "2018-06", wording="甲错乙。")
    row = {"大事记条目": record.slug, "所在栏": "原文", "类别": "误字", "原样": "错", "应作": "对"}
    batch = imported(curating, MilestoneErratum, row | {"理由": "误"})
    typed = filled_form(curating.get(address(record)))
    assert "1 条记录恢复原样" in undone(curating, MilestoneErratum, batch)
    assert curating.post(address(record), typed | {"title": "改"}).status_code == 409
    assert not record.errata.exists()
