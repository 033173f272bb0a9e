"""Spreadsheets of records: shown before they are carried out, all or nothing."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from policies.models import (
    Body,
    BodyAlias,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
)
from portal.curation.history.versions import versions
from portal.curation.importing import upload_form
from portal.curation.importing.files import tables
from portal.curation.importing.files.tables import CSV, XLSX
from portal.index.check import stale
from portal.models import ImportBatch, Source
from portal.models.curated import State
from tests.policies.admin.test_admin import address, filled_form, post
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    Seen,
    by_name,
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

# Out, and in again


@by_name
@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_what_was_exported_is_imported_without_a_difference(curating, model, kind):
    rows = exported(curating, model, kind)
    assert len(rows) == model.objects.count() > 0
    content = curating.get(page(model, "export"), {"_format": kind}).content
    batch = uploaded(curating, model, content, f"x.{kind}")
    seen = Seen(curating.get(page(model, "batch", batch.pk)))
    assert seen.counts == {"新增": "0", "修改": "0", "不变": str(len(rows)), "有误": "0"}
    assert seen.signature is None


@by_name
@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_the_template_has_the_columns_that_are_imported(curating, model, kind):
    response = curating.get(page(model, "template"), {"_format": kind})
    table = tables.read(response.content)
    assert table.rows == []
    assert resource(model).check_headers(table.headers) == []


def test_a_filtered_list_is_exported_as_it_is_filtered_over_all_its_pages(curating):
    filters = {"kind__exact": "forum", "q": "数字", "p": "1"}
    listed = curating.get(page(Milestone, "changelist"), filters).context["cl"].queryset
    rows = exported(curating, Milestone, **filters)
    assert [row["地址标识"] for row in rows] == [record.slug for record in listed]
    assert 0 < len(rows) < Milestone.objects.filter(kind="forum").count()


def test_a_format_that_is_not_offered_is_named_as_plain_text(curating):
    for name in ("export", "template"):
        response = curating.get(page(Milestone, name), {"_format": "<img src=x>"})
        assert response.status_code == 400
        assert "“<img src=x>”" in response.content.decode()
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_an_old_control_character_stops_no_export(curating):
    milestone("old", "2018-06", title="响\x07铃")
    content = curating.get(page(Milestone, "export"), {"q": "铃"}).content
    assert tables.read(content, ["题名"]).rows[0][1]["题名"] == "响␇铃"
    assert "U+0007" in str(tables.read(content, ["说明"]).rows)


def test_what_a_spreadsheet_would_calculate_is_text_in_the_file_and_itself_again(curating):
    record = milestone("sum", "2018-06", title="=SUM(A1)", wording="-1 起")
    content = curating.get(page(Milestone, "export"), {"_format": CSV, "q": "SUM"}).content
    assert "'=SUM(A1)" in content.decode("utf-8-sig")
    batch = uploaded(curating, Milestone, content)
    assert Seen(curating.get(page(Milestone, "batch", batch.pk))).counts["不变"] == "1"
    assert Milestone.objects.get(pk=record.pk).title == "=SUM(A1)"


# In


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


@pytest.mark.parametrize(
    ("typed", "year", "date"),
    [
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
    ],
)
def test_dates_are_read_as_people_type_them(curating, typed, year, date):
    imported(curating, Milestone, NEW | {"日期": typed, "年份": year})
    assert str(Milestone.objects.get(title=NEW["题名"]).date) == date


@pytest.mark.parametrize(
    ("typed", "year", "sentence"),
    [
        ("2018年2月30日", "", "“2018年2月30日”"),
        ("7月27日", "", "“7月27日”没有年份"),
        ("7月27日", "16", "年份“16”须是四位数字"),
        ("2017-07-27", "2016", "“2017-07-27”不在年份 2016"),
        ("近日", "", "“近日”无法识别为日期：可写作 2016、2016年7月"),
        ("2016.1", "", "“2016.1”可能是 1 月，也可能原是 2016.10"),
        ("2016年7月27日 8:30", "", "“2016年7月27日 8:30”无法识别为日期"),
        ("", "", "请写日期"),
    ],
)
def test_a_date_that_cannot_be_read_is_named_with_its_row_and_column(
    curating, typed, year, sentence
):
    _, seen = previewed(curating, Milestone, NEW | {"日期": typed, "年份": year})
    [error] = seen.errors
    assert error.startswith("第 2 行“日期”：")
    assert sentence in error


@pytest.mark.parametrize(
    ("model", "row", "sentence"),
    [
        (Milestone, NEW | {"类型": "公报"}, "第 2 行“类型”：“公报”不在可用的写法里：政府工作报告"),
        (Milestone, NEW | {"题名": ""}, "第 2 行“题名”：此字段不能为空"),
        (Milestone, NEW | {"题名": "第一行\n第二行"}, "第 2 行“题名”：“第一行”之后有换行"),
        (Milestone, NEW | {"原文": "响\x07铃"}, "第 2 行“原文”：第 2 个字符是看不见的控制字符"),
        (Milestone, NEW | {"题名": "长" * 301}, "第 2 行“题名”：确保该变量包含不超过 300"),
        (Milestone, NEW | {"起始行": "三"}, "第 2 行“起始行”：“三”不是整数。"),
        (Milestone, NEW | {"地址标识": "有 空格"}, "第 2 行“地址标识”"),
        (Milestone, NEW | {"所记政策": "无此"}, "没有名为“无此”的国家政策"),
        (Milestone, NEW | {"发布主体": "国务院；国务院"}, "“国务院”以同一角色写了不止一次。"),
        (Milestone, NEW | {"发布主体": "国务院（推定）"}, "“国务院（推定）”是推定的，须写明理由"),
        (Milestone, NEW | {"原文日期": "3月1日"}, "两处须一致"),
        (Milestone, NEW | {"来源": "无此来源"}, "没有名为“无此来源”的来源"),
        (Milestone, NEW | {"状态": "已发布"}, "第 2 行“状态”：状态不由导入更改"),
        (Milestone, NEW | {"地址标识": "gone", "版本": "3"}, "第 2 行“版本”：这条记录已不存在。"),
        (Body, {"名称": "新机构", "类别": "局"}, "第 2 行“类别”：“局”不在可用的写法里"),
    ],
    ids=range(15),
)
def test_what_is_wrong_with_a_row_is_said_with_its_row_and_column(curating, model, row, sentence):
    before = model.objects.count()
    batch, seen = previewed(curating, model, {"地址标识": ""} | row)
    assert any(sentence in error for error in seen.errors), seen.errors
    assert (seen.counts["有误"], seen.signature) == ("1", None)
    curating.post(page(model, "batch", batch.pk), {"signature": "forged"}).getvalue()
    batch.refresh_from_db()
    assert (batch.moment, model.objects.count()) == (None, before)


def test_all_errors_of_a_file_are_told_at_once(curating):
    """Of cells that cannot be read, of values, of what the whole row and the database refuse."""
    taken = BodyAlias.objects.first()
    rows = [
        {"名称": "甲机构", "类别": "局", "别名": "甲", "栏外": ""},
        {"名称": "乙\n机构", "类别": "", "别名": "乙"},
        {"名称": "丙机构", "类别": "国务院部门及有关机构", "别名": taken.name},
        {"名称": "丁\x07机构", "类别": "国务院部门及有关机构", "上级": "无此机构"},
    ]
    _, seen = previewed(curating, Body, *({"地址标识": ""} | row for row in rows))
    assert "没有“栏外”这一栏" in seen.html
    places = [re.match("第 . 行(“.*?”)?", error)[0] for error in seen.errors]
    assert sorted(places) == [
        *("第 2 行“类别”", "第 3 行“名称”", "第 3 行“类别”"),
        *("第 4 行“别名”", "第 5 行“上级”", "第 5 行“名称”"),
    ]


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


def test_a_file_taken_by_an_earlier_version_is_refused_with_a_word(curating):
    batch = uploaded(curating, Milestone, sheet(NEW))
    ImportBatch.objects.filter(pk=batch.pk).update(content=b"PK\x03\x04")
    response = curating.get(page(Milestone, "batch", batch.pk), follow=True)
    assert "这不是完好的 XLSX 文件。" in response.content.decode()


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


def test_columns_that_are_not_known_are_named(curating):
    row = {key: cell for key, cell in NEW.items() if key != "地址标识"} | {"标题": "x"}
    _, seen = previewed(curating, Milestone, row)
    assert "没有“标题”这一栏：可用的栏是 地址标识、题名" in seen.html
    assert "缺“地址标识”这一栏" in seen.html


def test_a_body_that_is_not_known_is_listed_with_the_nearest(curating):
    rows = [NEW | {"发布主体": "国务院、国务院办公庁"}]
    rows.append(rows[0] | {"题名": "另一通知", "发布主体": "国务院办公庁"})
    _, seen = previewed(curating, Milestone, *rows)
    assert [error[:12] for error in seen.errors] == ["第 2 行“发布主体”：", "第 3 行“发布主体”："]
    listed = seen.html.partition("“发布主体”里不认识的名称")[2].partition("</section>")[0]
    assert re.findall("<li>(.*?)：最接近的有 (.*?)[、<]", listed) == [
        ("国务院办公庁", "国务院办公厅")
    ]


def test_one_wrong_row_keeps_all_of_them_out(curating):
    [row] = exported(curating, Milestone, q="2016-09-25")
    rows = [row | {"题名": "改了"}, NEW, row | {"题名": "又改"}]
    _, seen = previewed(curating, Milestone, *rows)
    assert seen.errors == ["第 4 行：与第 2 行是同一条记录。"]
    assert "一行也不会导入" in seen.html
    assert not Milestone.objects.filter(title__in=["改了", "新近的通知"]).exists()


def test_what_the_database_alone_refuses_is_said_of_its_row(curating):
    taken = BodyAlias.objects.first()
    rows = [
        {"地址标识": "", "名称": "甲机构", "类别": "国务院部门及有关机构", "别名": "甲"},
        {"地址标识": "", "名称": "乙机构", "类别": "国务院部门及有关机构", "别名": taken.name},
    ]
    before = Body.objects.count()
    _, seen = previewed(curating, Body, *rows)
    [error] = seen.errors
    assert error.startswith("第 3 行")
    assert taken.name in error
    assert Body.objects.count() == before


def test_two_new_rows_of_one_name_get_addresses_of_their_own(curating):
    batch, seen = previewed(curating, Milestone, NEW, NEW)
    confirm(curating, Milestone, batch, seen, distinct="on")
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


def test_an_error_of_the_upload_stands_beside_its_control(curating):
    for content, sentence in [
        (b"", "这个文件是空的。"),
        ("题名\n".encode(), "只有栏名，没有内容。"),
        (b"\xd0\xcf\x11\xe0", "旧版的 .xls"),
        ("题名,题名\n1,2".encode(), "第 1 行“题名”：这个栏名出现了不止一次。"),
    ]:
        file = SimpleUploadedFile("x.csv", content)
        response = curating.post(page(Milestone, "import"), {"file": file})
        assert response.status_code == 400
        assert sentence in response.content.decode()
    response = curating.post(page(Milestone, "import"))
    assert "请选择文件。" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_too_large_is_refused(curating, monkeypatch):
    monkeypatch.setattr(upload_form, "LARGEST", 10)
    file = SimpleUploadedFile("x.csv", sheet(NEW))
    response = curating.post(page(Milestone, "import"), {"file": file})
    assert response.status_code == 400
    assert "最多 10 字节" in response.content.decode()


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


def test_an_erratum_is_proposed_by_import_and_waits_for_review(client, in_group):
    record = milestone("told", "2018-06", wording="旧的原文。")
    client.force_login(in_group("录入员"))
    row = {"大事记条目": "told", "所在栏": "原文", "原样": "旧的", "理由": "笔误。"}
    imported(client, MilestoneErratum, row | {"类别": "误字", "应作": "新的"})
    erratum = record.errata.get()
    assert (erratum.reading, erratum.state) == ("新的", State.DRAFT)
    _, seen = previewed(client, MilestoneErratum, row | {"类别": "误字", "原样": "没有的"})
    assert "“没有的”须在所选的栏里恰好出现一次" in seen.errors[0]


# Who may


def test_who_enters_imports_drafts_and_nothing_else(client, in_group):
    client.force_login(in_group("录入员"))
    record = Milestone.objects.get(slug="2016-09-25")
    _, seen = previewed(client, Milestone, row_of(record, 题名="改了"))
    assert seen.errors == ["第 2 行：这条记录已发布，您不能修改。"]
    imported(client, Milestone, NEW)
    draft = Milestone.objects.get(title=NEW["题名"])
    imported(client, Milestone, row_of(draft, 题名="草稿改名"))
    assert client.get(page(Body, "import")).status_code == 403
    assert "导入</a>" not in client.get(page(Body, "changelist")).content.decode()


def test_the_rights_are_those_of_the_moment_of_the_import(client, in_group):
    user = in_group("审核员")
    client.force_login(user)
    record = Milestone.objects.get(slug="2016-09-25")
    batch, seen = previewed(client, Milestone, row_of(record, 题名="改了"))
    user.groups.set([in_group("录入员").groups.get()])
    said = confirm(client, Milestone, batch, seen)
    assert "您的权限有了变化，没有导入" in said.html
    assert Milestone.objects.get(pk=record.pk).title == record.title


def test_a_batch_is_found_only_under_its_own_table(curating):
    batch = imported(curating, Milestone, NEW)
    assert curating.get(page(Policy, "batch", batch.pk)).status_code == 404
    listed = curating.get(reverse("admin:portal_importbatch_changelist")).content.decode()
    assert page(Milestone, "batch", batch.pk) in listed


def test_a_source_that_is_renamed_since_is_found_by_its_address(curating):
    source = Source.objects.first()
    source.short_title = "改了简称"
    source.save()
    imported(curating, Milestone, NEW | {"来源": source.slug})
    assert Milestone.objects.get(title=NEW["题名"]).source == source


def test_two_bodies_cannot_come_to_stand_below_each_other(curating):
    one = Body.objects.create(slug="ju", name="子局", kind="office", state="published")
    other = Body.objects.create(slug="ting", name="丑厅", kind="office", state="published")
    rows = row_of(one, 上级=other.name), row_of(other, 上级=one.name)
    _, seen = previewed(curating, Body, *rows)
    assert len(seen.errors) == 2
    assert "是它的下属，不能作它的上级" in seen.errors[0]
    one.parent = other
    one.save()
    other.parent = one
    other.save()
    with pytest.raises(ValidationError):  # and does not go round for ever
        Body(slug="suo", name="所", kind="office", parent=one).clean()


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


def test_wording_cannot_lose_what_its_errata_name(curating):
    record = milestone("told", "2018-06", wording="甲错乙。")
    record.errata.create(kind="mistaken", field="wording", printed="错", reading="对", reason="误")
    _, seen = previewed(curating, Milestone, row_of(record, 原文="全然不同。"))
    assert "第 2 行“原文”：勘误“错 → 对”：“错”须在所选的栏里恰好出现一次" in seen.errors[0]


def test_a_form_that_stood_open_does_not_overwrite_an_imported_erratum(curating):
    erratum = MilestoneErratum.objects.first()
    typed = filled_form(curating.get(address(erratum.record)))
    rows = [row for row in exported(curating, MilestoneErratum) if row["原样"] == erratum.printed]
    imported(curating, MilestoneErratum, rows[0] | {"理由": "导入的理由"})
    assert curating.post(address(erratum.record), typed | {"title": "改"}).status_code == 409
    assert MilestoneErratum.objects.filter(reason="导入的理由").exists()


@pytest.mark.parametrize("name", ["甲、乙局", "甲；乙局", "甲（乙", "甲）乙", "国务院"])
def test_whatever_a_body_is_called_it_is_found_again(curating, name):
    fields = {"official_name": name} if name == "国务院" else {"name": name}
    body = Body.objects.create(
        slug="qi", kind="office", **({"name": "其"} | fields), state="published"
    )
    record = milestone("told", "2018-06")
    record.issuances.create(body=body)
    rows = exported(curating, Milestone)
    _, seen = previewed(curating, Milestone, *rows)
    assert seen.errors == []
    assert seen.counts["不变"] == str(len(rows))


def test_lines_typed_in_a_browser_end_as_those_of_the_sources(curating):
    record = milestone("told", "2018-06", wording="甲\n乙")
    assert post(curating, record, wording="甲\r\n乙\r\n丙").status_code == 302
    record.refresh_from_db()
    assert record.wording == "甲\n乙\n丙"


def test_a_long_text_is_read_again(curating):
    record = milestone("told", "2018-06", wording="长" * 140_000)
    rows = [row for row in exported(curating, Milestone) if row["地址标识"] == record.slug]
    _, seen = previewed(curating, Milestone, *rows)
    assert seen.counts["不变"] == "1"


@pytest.mark.parametrize("asked", ["year=1900", "year=abc", "id__exact=abc", "bad=1"])
def test_a_filter_that_cannot_be_read_is_said(curating, asked):
    asked = f"{page(Milestone, 'export')}?{asked}"
    assert "没有导出" in curating.get(asked, follow=True).content.decode()
