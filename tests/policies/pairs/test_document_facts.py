"""Numbers, dates and status of documents: on pages, in lists, filters, search. All invented."""

import re

import pytest
from django.urls import reverse

from policies.models import Milestone, Policy
from portal.curation.merging.known_names import bring_up_to_date
from portal.index.check import stale
from portal.models import Source
from tests.policies.admin.test_admin import blank, filled_form, post
from tests.policies.lists.searching import rows, search
from tests.policies.pages.test_pages import GANGYAO, text
from tests.portal.curation.importing.spreadsheets import imported, previewed
from tests.portal.curation.merging.test_duplicates import offered
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

NUMBER = "虚发〔2031〕55号"  # of an office that does not exist
FACTS = {
    "number": NUMBER,
    "written_on": "2031-03-27",
    "published_on": "2031-04",
    "in_force_on": "2032",
    "official_url": "https://example.org/invented.html",
    "status": "amended",
}
UNSTATED = "来源未载发文字号、成文日期、发布日期、施行日期、官方文本、效力状态"
LISTS = ("/", "/policies/", "/search/")


def listed(client, address: str, **parameters) -> list[str]:
    return [row.title for row in rows(client.get(address, parameters))]


# The page of a record


def test_a_page_shows_what_is_known_as_precisely_as_it_is_known(client):
    policy("invented", "2031-03", **FACTS)
    page = text(client.get("/policies/invented/"))
    assert f"发文字号{NUMBER}成文日期2031年3月27日发布日期2031年4月施行日期2032年" in page
    assert "官方文本https://example.org/invented.html效力状态已被修改" in page
    assert "来源未载" not in page


def test_one_line_names_all_that_no_source_says(client):
    assert UNSTATED in text(client.get(GANGYAO))
    policy("invented", "2031-03", number=NUMBER)
    page = text(client.get("/policies/invented/"))
    assert "来源未载成文日期、发布日期、施行日期、官方文本、效力状态" in page


@pytest.mark.parametrize("kind", ["meeting", "forum"])
def test_an_event_lacks_nothing_unless_it_has_a_number(client, kind):
    milestone("event", "2031-03", kind=kind)
    milestone("numbered", "2031-03", kind=kind, number=NUMBER)
    assert "来源未载" not in text(client.get("/milestones/event/"))
    assert "来源未载成文日期" in text(client.get("/milestones/numbered/"))


def test_a_number_of_no_usual_form_is_shown_as_printed_and_marked(client):
    policy("invented", "2031-03", number="虚发八号")
    assert "发文字号虚发八号照录；不合字号的通例" in text(client.get("/policies/invented/"))
    assert "虚发八号" in text(client.get("/policies/"))
    assert [row.title for row in rows(search(client, q="虚发八号"))] == ["invented"]


def test_a_page_shows_what_its_twin_states_and_who_states_it(client):
    twin = policy("invented", "2031-03", **FACTS)
    milestone("told", "2031-03", policy=twin, number="虚发[2031]55号", status="repealed")
    page = text(client.get("/milestones/told/"))
    assert "发文字号虚发[2031]55号成文日期2031年3月27日据另一来源" in page
    assert "效力状态废止已被修改据另一来源" in page


# Lists and filters


@pytest.mark.parametrize(
    "typed",
    [NUMBER, "虚发[2031]55号", "虚发（２０３１）第５５号", "虚發【2031】055號", "虚发〈2031〉55"],
)
@pytest.mark.parametrize("address", LISTS)
def test_a_number_is_found_in_any_form_and_no_other_with_it(client, address, typed):
    policy("wanted", "2031-03", number="虚发〔2031〕55号")
    policy("other", "2031-03", number="虚发〔2031〕5号")
    policy("elsewhere", "2031-03", number="别虚发〔2031〕55号")
    policy("mentioning", "2031-03", wording="依据虚发〔2031〕55号。")
    assert listed(client, address, number=typed) == ["wanted"]
    assert "wanted" in listed(client, address, q=typed)
    assert listed(client, address, number=typed, q="原文") == ["wanted"]
    assert listed(client, address, number=typed, year="2030") == []


def test_a_document_of_two_sources_is_found_by_the_number_of_either(client):
    twin = policy("invented", "2031-03", number=NUMBER)
    milestone("told", "2031-03", policy=twin, number="虚办发〔2031〕7号")
    for number in ("虚发〔2031〕55号", "虚办发〔2031〕7号"):
        [row] = rows(client.get("/", {"number": number}))
        assert row.url == "/milestones/told/"
        assert row.numbers == ("虚办发〔2031〕7号", NUMBER)
        assert listed(client, "/policies/", number=number) == ["invented"]
    Policy.objects.filter(pk=twin.pk).update(number="")
    assert listed(client, "/", number=NUMBER) == []
    assert list(stale()) == []


def test_rows_show_the_number_and_a_status_that_is_known(client):
    policy("repealed", "2031-03", number=NUMBER, status="repealed")
    policy("unknown", "2031-04")
    for address in ("/policies/?year=2031", "/search/?q=2031年3月"):
        page = client.get(address).content.decode()
        assert re.search(f'class="number" lang="zh-Hans">(<mark>)?{re.escape(NUMBER)}', page)
        assert page.count('<span class="status">') == 1
        assert '<span class="status">废止</span>' in page


def test_status_is_a_facet_once_one_is_known(client):
    before = client.get("/")
    assert "status" not in [facet.name for facet in before.context["facets"]]
    assert 'name="number"' not in before.content.decode()
    policy("repealed", "2031-03", number=NUMBER, status="repealed")
    after = client.get("/")
    [facet] = [facet for facet in after.context["facets"] if facet.name == "status"]
    assert [(value.label, value.count) for value in facet.values] == [("废止", 1), ("未知", 82)]
    assert 'name="number"' in after.content.decode()
    assert listed(client, "/", status="repealed") == ["repealed"]
    both = client.get("/", {"status": ["repealed", "unknown"]})
    assert both.context["page"].paginator.count == 83


def test_records_without_numbers_are_said_to_be_left_out(client):
    policy("invented", "2031-03", number=NUMBER, title="数据")
    page = client.get("/search/", {"q": "数据", "number": NUMBER}).content.decode()
    assert "篇各省规划摘录没有发文字号，不在其中" in page


@pytest.mark.parametrize("address", ["/", "/policies/", "/milestones/", "/search/"])
@pytest.mark.parametrize(("name", "value"), [("number", "国发2016"), ("status", "valid")])
def test_a_bad_value_is_a_400_beside_its_control(client, address, name, value):
    response = client.get(address, {name: value})
    page = response.content.decode()
    assert response.status_code == 400
    [(field, _)] = response.context["wrong"]
    assert field.name == name
    assert page.count(f"“{value}”不是") == 2  # beside the control and above


@pytest.mark.parametrize("asked", [{"q": "虚发[2031]56号"}, {"number": "虚发[2031]56号"}])
def test_who_finds_no_number_is_told_how_many_are_held(client, asked):
    policy("invented", "2031-03", number=NUMBER)
    for address in LISTS:
        page = text(client.get(address, asked))
        assert "这个列表里没有发文字号为“虚发[2031]56号”的记录：写明字号的有1条，其余的" in page
    found_elsewhere = ({"q": f"{NUMBER} 没有的词"}, {"number": NUMBER, "year": "2030"})
    for others in ({"q": "没有的词"}, *found_elsewhere):
        assert "写明字号的" not in text(client.get("/", others))


# Curators


def cited(*supports: str) -> dict:
    """What the form posts for one citation."""
    source = Source.objects.get(slug="egov-report-2014-2024")
    return {
        "citations-TOTAL_FORMS": "1",
        "citations-0-source": str(source.pk),
        "citations-0-place": "5",
        "citations-0-position": "1",
        "citations-0-supports": list(supports),
    }


def test_a_curator_enters_them_and_the_form_shows_them_again(curating):
    new = blank(Policy, title="虚构的文件", kind="document", date="2026年3月", wording="虚构。")
    typed = FACTS | {"written_on": "2031年3月27日", "published_on": "2031/4"} | cited("status")
    assert curating.post(reverse("admin:policies_policy_add"), new | typed).status_code == 302
    made = Policy.objects.get(title="虚构的文件")
    assert {name: getattr(made, name) for name in FACTS} == FACTS
    shown = filled_form(curating.get(reverse("admin:policies_policy_change", args=[made.pk])))
    assert {name: shown[name] for name in FACTS} == FACTS


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("written_on", "2031-13", "“2031-13”"),
        ("in_force_on", "2031年3月1—3日", "不是一个日期，而是几天"),
        ("official_url", "ftp://example.org/a", "“ftp://example.org/a”不是网址"),
        ("official_url", "javascript:alert(1)", "不是网址"),
        ("status", "valid", "valid"),
    ],
)
def test_a_bad_value_is_refused_by_form_and_import(curating, name, value, sentence):
    record = policy("invented", "2026-03")
    response = post(curating, record, **{name: value})
    assert response.status_code == 200
    assert sentence in str(response.context["adminform"].form.errors[name])
    header = str(Policy._meta.get_field(name).verbose_name)
    _, seen = previewed(curating, Policy, {"地址标识": "invented", header: value})
    assert value in seen.html
    assert "有误" in seen.html


def test_a_second_record_with_the_number_is_asked_about(curating):
    for number, typed in ((NUMBER, "虚发[2031]第55号"), ("虚发八号", "虚发 八號")):
        first = policy(f"first-{number[2]}", "2026-03", number=number)
        second = policy(f"second-{number[2]}", "2025-03")
        assert offered(post(curating, second, number=typed)) == [first.pk]
        assert post(curating, second, number="虚发〔2031〕56号").status_code in (200, 302)
        Policy.objects.all().filter(slug__startswith="second").delete()


def test_the_admin_finds_a_record_by_its_number_in_any_form(curating):
    policy("invented", "2026-03", number=NUMBER)
    policy("other", "2026-03", number="虚发〔2031〕5号")
    bring_up_to_date()
    for typed in ("虚发[2031]第55号", NUMBER):
        page = curating.get(reverse("admin:policies_policy_changelist"), {"q": typed})
        assert [one.slug for one in page.context["cl"].result_list] == ["invented"]


def test_a_sheet_brings_them_in_and_gives_them_out(curating):
    record = milestone("invented", "2026-03")
    row = {
        **{"地址标识": "invented", "发文字号": NUMBER, "成文日期": "2031年3月27日"},
        **{"发布日期": "2031-04", "施行日期": "2032", "效力状态": "已被修改"},
        "出处": "egov-report-2014-2024｜5｜题名、效力状态",
        "官方文本网址": "https://example.org/invented.html",
    }
    imported(curating, Milestone, row)
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in FACTS} == FACTS
    imported(curating, Milestone, {"地址标识": "invented", "发文字号": "", "效力状态": ""})
    record.refresh_from_db()
    assert (record.number, record.status) == ("", "unknown")
