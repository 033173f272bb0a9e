"""A unit with several excerpts: an invented plan of 2026 beside that of the catalogue."""

import re
from datetime import date

import pytest

from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt, Unit
from tests.policies.lists.test_search import search

pytestmark = pytest.mark.usefixtures("catalogue")

TITLE = "安徽省虚构第十五个五年规划纲要"
WORDING = "（虚构）推进数字政府建设，拓展一网通办、一网通办。"
TABLES = "excerpt-guanyan-policy-tables"


@pytest.fixture
def gazette():
    return Source.objects.create(
        slug="invented-gazette",
        title="虚构的安徽公报",
        short_title="虚构公报",
        publisher="虚构",
        kind=Source.Kind.PRINT,
        state=State.PUBLISHED,
    )


@pytest.fixture
def later(gazette):
    """An invented excerpt of a later plan of Anhui, from a source of its own."""
    return Excerpt.objects.create(
        unit=Unit.objects.get(slug="anhui"),
        plan_title=TITLE,
        plan_date="2026-01",
        unit_text="安徽",
        wording=WORDING,
        source=gazette,
        state=State.PUBLISHED,
    )


def page(client, slug="anhui", query="") -> str:
    return client.get(f"/provinces/{slug}/{query}").content.decode()


def test_the_newest_stands_first_each_with_its_heading_and_its_source(client, later):
    html = page(client)
    found = re.findall(r'<section class="excerpt[^"]*" id="([^"]+)"', html)
    assert found == [later.anchor, TABLES] == ["excerpt-invented-gazette", TABLES]
    first, second = html.split('<section class="excerpt')[1:]
    assert TITLE in first
    assert WORDING in first
    assert "虚构的安徽公报" in first
    assert "2026年1月" in first
    assert "“十四五”规划摘录" in second
    assert "2026" not in second.partition("</section>")[0]
    for anchor in found:
        assert f'href="#{anchor}"' in html
    # The source's own name for its texts is said of that source's text alone.
    assert "十四五意见稿" not in first
    assert "十四五意见稿" in second


def test_its_first_excerpt_is_the_newest_that_is_published(later):
    anhui = Unit.objects.get(slug="anhui")
    assert anhui.excerpt == later
    Excerpt.objects.filter(pk=later.pk).update(state=State.DRAFT)
    assert anhui.excerpt.source.slug == "guanyan-policy-tables"
    assert Unit.objects.get(slug="sichuan").excerpt is None


def test_errata_of_all_its_excerpts_have_numbers_of_their_own(client, later):
    before = page(client).count('<li id="erratum-')
    assert before > 0
    later.errata.create(
        kind="mistaken", printed="拓展", reading="推广", reason="虚构。", state=State.PUBLISHED
    )
    html = page(client)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count('<li id="erratum-') == before + 1
    assert html.index('href="#erratum-1"') < html.index(f'id="{TABLES}"')


def test_a_withdrawn_one_is_named_and_the_other_stays(client, later):
    withdrawn = {"withdrawn_on": date(2026, 11, 1), "withdrawn_because": "虚构误收。"}
    Excerpt.objects.filter(pk=later.pk).update(state=State.WITHDRAWN, **withdrawn)
    html = page(client)
    assert f'<span lang="zh-Hans">安徽省：{TITLE}</span>已于 2026-11-01 撤回。' in html
    assert "虚构误收。" in html
    assert WORDING not in html
    assert "“十四五”规划摘录" in html
    assert "摘录未公布" not in html


def test_a_draft_is_shown_beside_the_public_one_in_its_preview_alone(client, curating, later):
    Excerpt.objects.filter(pk=later.pk).update(state=State.DRAFT)
    assert WORDING not in page(client)
    html = curating.get(f"/admin/provinces/excerpt/{later.pk}/preview/").content.decode()
    assert WORDING in html
    assert "预览" in html
    assert "“十四五”规划摘录" in html


def test_the_only_excerpt_of_a_titled_plan_is_called_by_its_title(client, later):
    later.unit.excerpts.exclude(pk=later.pk).delete()
    html = page(client)
    assert re.search(rf'<h2 id="wording-heading">\s*<span lang="zh-Hans">{TITLE}</span>', html)
    assert "“十四五”规划摘录" not in html
    assert "篇规划摘录" not in html


def test_what_a_source_does_not_say_is_not_filled_in(client):
    found = Excerpt.objects.exclude(plan_title="", plan_date="")
    assert not found.exists()
    assert "规划日期" not in page(client)


# All units


def test_a_unit_counts_once_and_the_table_shows_each_of_its_excerpts(client, later):
    before = len(later.unit.excerpts.get(plan_title="").wording)
    response = client.get("/provinces/")
    assert response.context["with_excerpt"] == 29
    [anhui] = [one for one in response.context["survey"].measurements if one.unit.slug == "anhui"]
    assert anhui.value == anhui.characters == len(WORDING) + before
    assert [part.characters for part in anhui.parts] == [len(WORDING), before]
    html = response.content.decode()
    assert html.count('<tr class="part">') == 2
    assert f'href="/provinces/anhui/#{later.anchor}"' in html
    assert "（2 篇合计）" in html
    assert "有几篇摘录的，合计。" in html
    assert "来源摘录了其中 29 个的规划；" in html


def test_words_are_counted_in_all_excerpts_of_a_unit(client, later):
    def value() -> int:
        survey = client.get("/provinces/", {"q": "一网通办"}).context["survey"]
        return next(one.value for one in survey.measurements if one.unit == later.unit)

    both = value()
    later.delete()
    assert both == value() + 2


# Search


def rows_of(response) -> dict[str, object]:
    return {row.url: row for row in response.context["page"] if row.type == "excerpt"}


def test_search_finds_each_excerpt_with_its_plan_and_its_place(client, later):
    rows = rows_of(search(client, q="安徽 一网通办", type="excerpt"))
    row = rows[f"/provinces/anhui/#{later.anchor}"]
    assert row.title == f"安徽省：{TITLE}"
    assert row.kind_label == "规划摘录"
    assert str(row.date) == "2026年1月"
    html = search(client, q="第十五个五年规划").content.decode()
    assert re.search(rf'href="/provinces/anhui/\?q=[^"#]+#{later.anchor}"', html)


def test_a_dated_plan_is_found_by_its_date(client, later):
    assert [*rows_of(search(client, year="2026"))] == [f"/provinces/anhui/#{later.anchor}"]
    assert not rows_of(search(client, year="2025"))


def test_a_filter_by_date_says_how_many_excerpts_have_none(client, later):
    response = search(client, year="2018")
    [out] = response.context["left_out"]
    html = response.content.decode()
    assert "另有 29 篇各省规划摘录没有日期，不在其中。" in html
    assert "查看全部" in html
    assert {row.type for row in client.get(f"/search/{out.url}").context["page"]} == {"excerpt"}
    [out] = search(client, year="2026", kind="forum").context["left_out"]
    assert "另有 30 篇" in out.sentence


def test_a_date_among_the_words_is_not_said_to_find_no_excerpt_by_date(client, later):
    response = search(client, q="2026年")
    assert [*rows_of(response)] == [f"/provinces/anhui/#{later.anchor}"]
    assert "没有日期的各省规划摘录，只查文字。" in response.content.decode()


def test_its_title_is_suggested(client, later):
    from portal.suggestions.builder import gather

    suggested, _ = gather()
    assert TITLE in {one.text for one in suggested}


def test_the_about_page_counts_them(client, later):
    html = client.get("/about/").content.decode()
    assert "“十四五”规划摘录" not in html
    assert "各省规划摘录" in html


@pytest.mark.parametrize("address", ["/en/provinces/anhui/", "/provinces/anhui/", "/provinces/"])
def test_another_excerpt_costs_no_further_query(client, later, django_assert_num_queries, address):
    client.get(address)
    with django_assert_num_queries({"/provinces/": 4}.get(address, 6)):
        from django.core.cache import cache

        cache.clear()
        client.get(address)
