"""What is exported as a spreadsheet is imported again without a difference."""

import pytest

from policies.models import (
    Body,
    Milestone,
)
from portal.curation.importing.files import tables
from portal.curation.importing.files.tables import CSV, XLSX
from tests.portal.curation.importing.spreadsheets import (
    Seen,
    by_name,
    exported,
    page,
    previewed,
    resource,
    uploaded,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


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


@pytest.mark.parametrize("name", ["甲、乙局", "甲；乙局", "甲（乙", "甲）乙", "国务院"])
def test_a_body_of_any_name_is_found_again(curating, name):
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


def test_a_long_text_is_read_again(curating):
    record = milestone("told", "2018-06", wording="长" * 140_000)
    rows = [row for row in exported(curating, Milestone) if row["地址标识"] == record.slug]
    _, seen = previewed(curating, Milestone, *rows)
    assert seen.counts["不变"] == "1"


@pytest.mark.parametrize("asked", ["year=1900", "year=abc", "id__exact=abc", "bad=1"])
def test_a_filter_that_cannot_be_read_is_said(curating, asked):
    asked = f"{page(Milestone, 'export')}?{asked}"
    assert "没有导出" in curating.get(asked, follow=True).content.decode()
