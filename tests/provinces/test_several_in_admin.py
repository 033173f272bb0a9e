"""Several excerpts of a unit in the admin: the form asks, spreadsheets name them by source.

The excerpts entered here are invented.
"""

import pytest

from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt, ExcerptErratum, Unit
from provinces.spreadsheets import ExcerptReferences
from tests.portal.curation.importing.spreadsheets import (
    confirm,
    exported,
    imported,
    previewed,
    undone,
)

pytestmark = pytest.mark.usefixtures("catalogue")

TITLE = "虚构的第十五个五年规划"


@pytest.fixture
def gazette():
    return Source.objects.create(
        slug="invented-gazette",
        title="虚构的公报",
        short_title="虚构公报",
        publisher="虚构",
        kind=Source.Kind.PRINT,
        state=State.PUBLISHED,
    )


NEW = {"省级行政区": "安徽省", "来源": "虚构公报", "原文": "虚构。"}


def posted(client, gazette, **changes):
    data = {
        "unit": Unit.objects.get(slug="anhui").pk,
        "source": gazette.pk,
        "wording": "虚构。",
        "citations-TOTAL_FORMS": "0",
        "citations-INITIAL_FORMS": "0",
        "errata-TOTAL_FORMS": "0",
        "errata-INITIAL_FORMS": "0",
    }
    return client.post("/admin/provinces/excerpt/add/", data | changes)


def test_a_second_excerpt_without_title_and_date_is_asked_about(curating, gazette):
    response = posted(curating, gazette)
    assert response.status_code == 200
    html = response.content.decode()
    assert "安徽省已有一篇也没有规划题名和日期的摘录（来源：观研报告网表格）" in html
    [(asked, _)] = response.context["adminform"].form.asked
    assert posted(curating, gazette, confirmed=asked.key).status_code == 302
    assert Unit.objects.get(slug="anhui").excerpts.count() == 2


def test_one_of_another_plan_is_not_asked_about(curating, gazette):
    assert posted(curating, gazette, plan_title=TITLE, plan_date="2026年1月").status_code == 302
    made = Excerpt.objects.get(plan_title=TITLE)
    assert (made.plan_date, str(made)) == ("2026-01", f"安徽省：{TITLE}")


def test_a_second_one_from_the_same_source_is_refused_in_a_sentence(curating, gazette):
    tables = Source.objects.get(slug="guanyan-policy-tables")
    response = posted(curating, tables, plan_title=TITLE)
    assert response.status_code == 200
    said = "已有省级行政区为“安徽省”、来源为“观研报告网表格”的规划摘录。"
    assert said in response.content.decode()


def test_a_second_one_without_a_source_is_refused_in_a_sentence(curating, gazette):
    for plan, status in ((TITLE, 302), ("虚构的另一规划", 200)):
        response = posted(curating, gazette, source="", plan_title=plan)
        assert response.status_code == status
    assert "已有一篇未注明来源的摘录：请写明来源。" in response.content.decode()


@pytest.mark.parametrize("typed", ["2026年13月", "十五五"])
def test_a_date_that_is_none_is_refused_beside_its_control(curating, gazette, typed):
    response = posted(curating, gazette, plan_title=TITLE, plan_date=typed)
    [error] = response.context["adminform"].form.errors["plan_date"]
    assert typed in error


# Spreadsheets


def test_a_row_with_another_source_is_another_excerpt_and_undone_with_the_import(curating, gazette):
    new = NEW | {"规划题名": TITLE, "规划日期": "2026年1月", "原文省市": "安徽"}
    batch = imported(curating, Excerpt, new)
    anhui = Unit.objects.get(slug="anhui")
    assert [one.plan_date for one in anhui.excerpts.all()] == ["2026-01", ""]
    sheet = exported(curating, Excerpt)
    assert [one["来源"] for one in sheet if one["省级行政区"] == "安徽省"] == [
        *("虚构公报", "观研报告网表格")
    ]
    _, seen = previewed(curating, Excerpt, *sheet)
    assert seen.errors == []
    assert seen.counts.get("不变") == "30"
    undone(curating, Excerpt, batch)
    assert anhui.excerpts.count() == 1


def test_two_rows_without_a_source_are_one_excerpt(curating):
    new = NEW | {"来源": "", "规划题名": TITLE}
    _, seen = previewed(curating, Excerpt, new, new | {"规划题名": "虚构的另一规划"})
    assert "与第 2 行是同一条记录。" in " ".join(seen.errors)


def test_a_row_that_cannot_be_told_from_another_excerpt_is_asked_about(curating, gazette):
    batch, seen = previewed(curating, Excerpt, NEW)
    assert "也没有规划题名和日期" in seen.html
    assert confirm(curating, Excerpt, batch, seen, confirmed="plan")
    assert batch.made == 1


def test_errata_name_an_excerpt_by_its_source_only_where_there_are_several(curating, gazette):
    before = exported(curating, ExcerptErratum)
    assert "安徽省" in {one["规划摘录"] for one in before}
    later = Excerpt.objects.create(
        unit=Unit.objects.get(slug="anhui"), plan_title=TITLE, wording="虚构。", source=gazette
    )
    after = exported(curating, ExcerptErratum)
    names = {one["规划摘录"] for one in after}
    assert "安徽省（观研报告网表格）" in names
    assert "安徽省" not in names
    _, seen = previewed(curating, ExcerptErratum, *after)
    assert seen.errors == []
    assert seen.counts.get("不变") == str(len(after))
    new = {
        "规划摘录": "安徽省（虚构公报）",
        "所在栏": "内容",
        "类别": "误字",
        "原样": "构",
        "理由": "虚构。",
    }
    imported(curating, ExcerptErratum, new)
    assert later.errata.get().printed == "构"


def test_a_name_of_several_excerpts_is_refused_with_the_names_to_choose_from(gazette):
    Excerpt.objects.create(
        unit=Unit.objects.get(slug="anhui"), plan_title=TITLE, wording="虚构。", source=gazette
    )
    with pytest.raises(ValueError, match="“安徽省”有几篇摘录，请写明来源：") as refused:
        ExcerptReferences().find("安徽省")
    assert "安徽省（观研报告网表格）、安徽省（虚构公报）" in str(refused.value)
    with pytest.raises(ValueError, match="没有名为“安徽省（没有）”的规划摘录"):
        ExcerptReferences().find("安徽省（没有）")
    assert ExcerptReferences().find("安徽（invented-gazette）").source == gazette
