"""Importing spreadsheets: a preview, then all rows or none."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from policies.models import (
    Body,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
)
from portal.curation.history.versions import versions
from portal.index.check import stale
from portal.models import Source
from portal.models.curated import State
from tests.policies.admin.test_admin import address, filled_form, post
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    Seen,
    confirm,
    exported,
    imported,
    page,
    previewed,
    resource,
    row_of,
    sheet,
    uploaded,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_new_row_is_a_draft_with_its_bodies_and_a_history(curating, curator, client):
    said = NEW | {"发布主体": "国务院、国家网信办（主办）；国务院办公厅（推定：联合发文）"}
    batch = imported(curating, Milestone, said)
    record = Milestone.objects.get(title="新近的通知")
    assert record.slug == "xin-jin-de-tong-zhi"
    assert (record.state, str(record.date), record.date_text) == (
        State.DRAFT,
        "2025年3月",
        "2025年3月",
    )
    issuances = record.issuances.values_list("body__name", "role", "stated", "basis")
    assert list(issuances) == [
        ("国务院", "issued", True, ""),
        ("国家网信办", "hosted", True, ""),
        ("国务院办公厅", "issued", False, "联合发文"),
    ]
    [version] = versions(record)
    assert (version.change_set.user, version.change_set.why) == (curator, "导入“改.csv”。")
    assert version.change_set.moment == batch.moment
    assert (batch.made, batch.changed) == (1, 0)
    curating.logout()
    assert client.get(record.get_absolute_url()).status_code == 404
    assert list(stale()) == []


def test_a_column_that_is_wanting_leaves_and_an_empty_cell_empties(curating):
    record = milestone("told", "2018-06", title="旧题名", wording="旧的原文。")
    body = Body.objects.get(slug="guowuyuan")
    MilestoneIssuance.objects.create(record=record, body=body, basis="原文如此")
    imported(curating, Milestone, row_of(record, 题名="新题名"))
    record.refresh_from_db()
    assert (record.title, record.wording, record.version) == ("新题名", "旧的原文。", 2)
    assert record.issuances.get().basis == "原文如此"
    assert record.state == State.PUBLISHED
    imported(curating, Milestone, row_of(record, 发布主体=""))
    assert not record.issuances.exists()
    assert list(stale()) == []


def test_bodies_keep_the_basis_that_a_row_does_not_say(curating):
    record = milestone("told", "2018-06")
    for position, slug in enumerate(["guowuyuan", "guojia-wangxinban"], start=1):
        MilestoneIssuance.objects.create(
            record=record, body=Body.objects.get(slug=slug), position=position, basis=slug
        )
    imported(curating, Milestone, row_of(record, 发布主体="国家网信办（主办）；国务院"))
    issuances = record.issuances.values_list("body__slug", "position", "role", "basis")
    assert list(issuances) == [
        ("guojia-wangxinban", 1, "hosted", "guojia-wangxinban"),
        ("guowuyuan", 2, "issued", "guowuyuan"),
    ]


def test_a_body_with_two_roles_and_an_open_list_is_written_and_read_again(curating):
    record = milestone("told", "2018-06")
    session = "国家网信办（主办分论坛，另有：会同有关部门，依据：乙）"
    said = f"国家网信办（主办，依据：甲）；国务院；{session}"
    imported(curating, Milestone, row_of(record, 发布主体=said))
    issuances = record.issuances.values_list("body__slug", "role", "basis", "others")
    assert list(issuances) == [
        ("guojia-wangxinban", "hosted", "甲", ""),
        ("guowuyuan", "issued", "", ""),
        ("guojia-wangxinban", "hosted_session", "乙", "会同有关部门"),
    ]
    kept = set(record.issuances.values_list("pk", flat=True))
    imported(curating, Milestone, row_of(record, 发布主体=said.replace("；国务院", "")))
    assert set(record.issuances.values_list("pk", flat=True)) < kept
    assert record.issuances.count() == 2


DATES = [  # typed, in the column of the year, and as it is read
    ("2016", "", "2016年"),
    ("2016年7月", "", "2016年7月"),
    ("2016-7", "", "2016年7月"),
    ("2016-07-27", "", "2016年7月27日"),
    ("2016/7/27", "", "2016年7月27日"),
    ("7月27日", "2016", "2016年7月27日"),
    ("7月27日", "2016年", "2016年7月27日"),
    ("", "2016", "2016年"),
    ("2018年4月22—24日", "", "2018年4月22—24日"),
    ("2018-04-22 至 2018-04-24", "", "2018年4月22—24日"),
    ("２０１６年７月", "", "2016年7月"),
    ("二〇一六年七月二十七日", "", "2016年7月27日"),
    ("七月二十七日", "二〇一六年", "2016年7月27日"),
    ("2016 年 7 月 27 日", "", "2016年7月27日"),
]


def test_dates_are_read_as_people_type_them(curating):
    rows = [
        NEW | {"题名": f"通知之{number}", "日期": typed, "年份": year}
        for number, (typed, year, _) in enumerate(DATES)
    ]
    imported(curating, Milestone, *rows, distinct="on")
    for number, (typed, year, date) in enumerate(DATES):
        record = Milestone.objects.get(title=f"通知之{number}")
        assert str(record.date) == date, (typed, year)


@pytest.mark.parametrize(
    ("number", "shown", "dates"),
    [
        (42578, "yyyy-mm-dd", ("2016年7月27日", "2016-07-27")),
        (42578, 'yyyy"年"m"月"', ("2016年7月", "2016年7月")),
        (42578, 'm"月"d"日"', ("2016年7月27日", "7月27日")),
    ],
)
def test_a_date_of_a_spreadsheet_is_stored_as_it_is_shown(curating, number, shown, dates):
    book = Workbook()
    said = NEW | {"日期": number, "原文日期": number}
    book.active.append(list(said))
    book.active.append(list(said.values()))
    for cell in book.active[2]:
        cell.number_format = shown if cell.value == number else "@"
    file = io.BytesIO()
    book.save(file)
    batch = uploaded(curating, Milestone, file.getvalue(), "改.xlsx")
    seen = Seen(curating.get(page(Milestone, "batch", batch.pk)))
    assert "工作表“Sheet”" in seen.html
    confirm(curating, Milestone, batch, seen)
    record = Milestone.objects.get(title=NEW["题名"])
    assert (str(record.date), record.date_text) == dates


def test_the_sheet_of_the_template_is_found_behind_its_explanations(curating):
    book = load_workbook(io.BytesIO(curating.get(page(Milestone, "template")).content))
    book["数据"].append([NEW.get(cell.value, "") for cell in book["数据"][1]])
    book.move_sheet("说明", -1)
    book.active = 0
    file = io.BytesIO()
    book.save(file)
    batch = uploaded(curating, Milestone, file.getvalue(), "改.xlsx")
    seen = Seen(curating.get(page(Milestone, "batch", batch.pk)))
    assert "工作表“数据”（没有读：“说明”），1 行" in seen.html
    assert seen.counts["新增"] == "1"


def test_two_new_rows_of_one_name_get_addresses_of_their_own(curating):
    batch, seen = previewed(curating, Milestone, NEW, NEW)
    confirm(curating, Milestone, batch, seen, confirmed="duplicate")
    slugs = Milestone.objects.filter(title=NEW["题名"]).values_list("slug", flat=True)
    assert sorted(slugs) == ["xin-jin-de-tong-zhi", "xin-jin-de-tong-zhi-2"]


def test_what_has_been_changed_since_the_export_is_not_overwritten(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    [row] = [one for one in exported(curating, Milestone) if one["地址标识"] == record.slug]
    assert post(curating, record, wording=f"{record.wording}（补）").status_code == 302
    _, seen = previewed(curating, Milestone, row | {"题名": "导出以后改的"})
    [error] = seen.errors
    assert "您导出的是第 1 版，现在是第 2 版" in error


def test_what_changes_between_the_preview_and_the_import_stops_it(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    batch, seen = previewed(curating, Milestone, row_of(record, 题名="导入的题名"))
    assert post(curating, record, title="其间改的").status_code == 302
    said = confirm(curating, Milestone, batch, seen)
    assert "没有导入。请重新预览" in said.html
    assert batch.moment is None
    record.refresh_from_db()
    assert record.title == "其间改的"
    again = Seen(curating.get(page(Milestone, "batch", batch.pk)))
    confirm(curating, Milestone, batch, again)
    record.refresh_from_db()
    assert record.title == "导入的题名"


def test_a_failure_on_the_way_leaves_everything_as_it_was(curating, monkeypatch):
    [row] = exported(curating, Milestone, q="2016-09-25")
    batch, seen = previewed(curating, Milestone, row | {"题名": "改了"}, NEW)

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(type(resource(Milestone)), "after_writing", fail)
    said = confirm(curating, Milestone, batch, seen)
    assert "导入时出了错，没有改动任何记录" in said.html
    assert batch.moment is None
    assert not Milestone.objects.filter(title__in=["改了", NEW["题名"]]).exists()


def test_what_is_confirmed_twice_is_imported_once(curating):
    batch, seen = previewed(curating, Milestone, NEW)
    confirm(curating, Milestone, batch, seen)
    moment = batch.moment
    response = curating.post(page(Milestone, "batch", batch.pk), {"signature": seen.signature})
    assert response.status_code == 200
    batch.refresh_from_db()
    assert (batch.moment, Milestone.objects.filter(title=NEW["题名"]).count()) == (moment, 1)


def test_policies_and_milestones_stay_paired_and_listed(curating):
    policy = Policy.objects.filter(milestones__isnull=False, differences__isnull=True).first()
    told = policy.milestones.get()
    changed = row_of(told, 日期="2001-02-03", 原文日期="2月3日")
    imported(curating, Milestone, changed, confirmed="ruling")
    policy.refresh_from_db()
    told.refresh_from_db()
    assert str(told.date) == "2001年2月3日"
    assert list(stale()) == []
    imported(curating, Milestone, row_of(told, 所记政策=""))
    policy.refresh_from_db()
    assert policy.timeline_date == policy.date
    assert list(stale()) == []


def test_a_preview_costs_the_same_for_ten_rows_and_for_forty(curating):
    """Reading and writing: what grows is only the number of rows in one statement."""
    rows = exported(curating, Milestone)
    rows = [row for row in rows if not row["所记政策"] + row["通过本文件的会议"]]
    numbers = []
    for size in (10, 40):
        changed = [row | {"题名": f"{row['题名']}（改）"} for row in rows[:size]]
        batch = uploaded(curating, Milestone, sheet(*changed))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            seen = Seen(curating.get(page(Milestone, "batch", batch.pk)))
        assert seen.counts["修改"] == str(size)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_how_far_it_has_come_is_sent_before_the_end(curating, monkeypatch):
    rows = [NEW | {"题名": f"第 {number} 件"} for number in range(250)]
    batch = uploaded(curating, Milestone, sheet(*rows))
    response = curating.get(page(Milestone, "batch", batch.pk))
    assert response.streaming
    sent = [part.decode() for part in response]
    steps = [re.search('max="([0-9]+)" value="([0-9]+)"', part) for part in sent[1:-2]]
    assert [step.groups() for step in steps] == [("250", "100"), ("250", "200")]


def test_a_source_that_is_renamed_since_is_found_by_its_address(curating):
    source = Source.objects.first()
    source.short_title = "改了简称"
    source.save()
    imported(curating, Milestone, NEW | {"出处": source.slug})
    assert Milestone.objects.get(title=NEW["题名"]).citations.get().source == source


def test_bodies_cost_the_same_queries_however_many_there_are(curating):
    new = {"地址标识": "", "类别": "内设机构", "上级": "国务院办公厅"}
    numbers = []
    for size in (5, 40):
        batch = uploaded(curating, Body, sheet(*(new | {"名称": f"第{n}司"} for n in range(size))))
        with CaptureQueriesContext(connection) as queries:
            seen = Seen(curating.get(page(Body, "batch", batch.pk)))
        assert (seen.errors, seen.counts["新增"]) == ([], str(size))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_a_form_opened_before_does_not_overwrite_an_imported_erratum(curating):
    erratum = MilestoneErratum.objects.first()
    typed = filled_form(curating.get(address(erratum.record)))
    rows = [row for row in exported(curating, MilestoneErratum) if row["原样"] == erratum.printed]
    imported(curating, MilestoneErratum, rows[0] | {"理由": "导入的理由"})
    assert curating.post(address(erratum.record), typed | {"title": "改"}).status_code == 409
    assert MilestoneErratum.objects.filter(reason="导入的理由").exists()


def test_lines_typed_in_a_browser_end_as_those_of_the_sources(curating):
    record = milestone("told", "2018-06", wording="甲\n乙")
    assert post(curating, record, wording="甲\r\n乙\r\n丙").status_code == 302
    record.refresh_from_db()
    assert record.wording == "甲\n乙\n丙"
