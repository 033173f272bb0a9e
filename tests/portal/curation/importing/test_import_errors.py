"""Errors of a spreadsheet name row and column, and nothing is imported."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from policies.models import (
    Body,
    BodyAlias,
    Milestone,
)
from portal.curation.importing import upload_form
from portal.models import ImportBatch
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    exported,
    page,
    previewed,
    row_of,
    sheet,
    uploaded,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


UNREADABLE = [  # typed, in the column of the year, and what is said of it
    ("2018年2月30日", "", "“2018年2月30日”"),
    ("7月27日", "", "“7月27日”没有年份"),
    ("7月27日", "16", "年份“16”须是四位数字"),
    ("2017-07-27", "2016", "“2017-07-27”不在年份 2016"),
    ("近日", "", "“近日”无法识别为日期：可写作 2016、2016年7月"),
    ("2016.1", "", "“2016.1”可能是 1 月，也可能原是 2016.10"),
    ("2016年7月27日 8:30", "", "“2016年7月27日 8:30”无法识别为日期"),
    ("", "", "请写日期"),
]


def test_a_date_that_cannot_be_read_is_named_with_its_row_and_column(curating):
    rows = [NEW | {"日期": typed, "年份": year} for typed, year, _ in UNREADABLE]
    _, seen = previewed(curating, Milestone, *rows)
    assert len(seen.errors) == len(UNREADABLE)
    for row, (error, (*_, sentence)) in enumerate(zip(seen.errors, UNREADABLE, strict=True), 2):
        assert error.startswith(f"第 {row} 行“日期”：")
        assert sentence in error


@pytest.mark.parametrize(
    ("model", "row", "sentence"),
    [
        (Milestone, NEW | {"类型": "公报"}, "第 2 行“类型”：“公报”不在可用的写法里：政府工作报告"),
        (Milestone, NEW | {"题名": ""}, "第 2 行“题名”：此字段不能为空"),
        (Milestone, NEW | {"题名": "第一行\n第二行"}, "第 2 行“题名”：“第一行”之后有换行"),
        (Milestone, NEW | {"原文": "响\x07铃"}, "第 2 行“原文”：第 2 个字符是看不见的控制字符"),
        (Milestone, NEW | {"题名": "长" * 301}, "第 2 行“题名”：确保该变量包含不超过 300"),
        (
            Milestone,
            NEW | {"出处": "egov-report-2014-2024｜三"},
            "第 2 行“出处”：“三”不是行号",
        ),
        (Milestone, NEW | {"地址标识": "有 空格"}, "第 2 行“地址标识”"),
        (Milestone, NEW | {"所记政策": "无此"}, "没有名为“无此”的国家政策"),
        (Milestone, NEW | {"发布主体": "国务院；国务院"}, "“国务院”以同一角色写了不止一次。"),
        (Milestone, NEW | {"发布主体": "国务院（推定）"}, "“国务院（推定）”是推定的，须写明理由"),
        (Milestone, NEW | {"原文日期": "3月1日"}, "两处须一致"),
        (Milestone, NEW | {"出处": "无此来源"}, "没有名为“无此来源”的来源"),
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


def test_all_errors_of_a_file_are_reported_at_once(curating):
    """Errors of unreadable cells, of values, of whole rows, and of the database."""
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


def test_a_file_taken_by_an_earlier_version_is_refused_with_a_word(curating):
    batch = uploaded(curating, Milestone, sheet(NEW))
    ImportBatch.objects.filter(pk=batch.pk).update(content=b"PK\x03\x04")
    response = curating.get(page(Milestone, "batch", batch.pk), follow=True)
    assert "这不是完好的 XLSX 文件。" in response.content.decode()


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


def test_an_error_of_the_upload_is_beside_its_control(curating):
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


def test_wording_cannot_lose_what_its_errata_name(curating):
    record = milestone("told", "2018-06", wording="甲错乙。")
    record.errata.create(kind="mistaken", field="wording", printed="错", reading="对", reason="误")
    _, seen = previewed(curating, Milestone, row_of(record, 原文="全然不同。"))
    assert "第 2 行“原文”：勘误“错 → 对”：“错”须在所选的栏里恰好出现一次" in seen.errors[0]
