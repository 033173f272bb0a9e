"""What is suggested for words half typed, and for words not found."""

import html
import re
import time
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.models import Suggestion, SuggestionKey
from portal.suggestions import builder
from portal.suggestions.builder import Suggested, bring_up_to_date, gather, is_current, rebuild
from portal.suggestions.lookup import MOST, nearest, suggest
from provinces.models import Unit
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

HOSTILE = [
    *("", " ", "\t\n", "字" * 5000, "a" * 5000, "a b " * 1250, "\x00", "政务\x00服务", "😀", "%"),
    *("_", "%_%", "\\", "'", '"', "“", "\ud800", "\U0010ffff", "　", "\u202e政务", "..", "-"),
]


def texts(typed, **asked):
    return [suggestion.text for suggestion in suggest(typed, **asked)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("一网", "一网通办"),
        ("通办", "一网通办"),
        ("ywtb", "一网通办"),
        ("YWTB", "一网通办"),
        ("ｙｗｔｂ", "一网通办"),
        ("yiwangtongban", "一网通办"),
        ("yi wang tong", "一网通办"),
        ("tongban", "一网通办"),
        ("tb", "一网通办"),
        ("zdpyc", "最多跑一次"),
        ("“一网", "一网通办"),
        ("互联网＋政", "互联网+政务服务"),
        ("hlwzwfw", "互联网+政务服务"),
        ("GuoWuYuan", "国务院"),
        ("国务院", "国务院"),
        ("陕西", "陕西省"),
        ("shaanxi", "陕西省"),
        ("shanxi", "山西省"),
        ("chongqing", "重庆市"),
        ("nmg", "内蒙古自治区"),
        ("政务服务 一网", "政务服务 一网通办"),
        ("政务服务　ywtb", "政务服务 一网通办"),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(typed, meant):
    assert texts(typed)[0] == meant


@pytest.mark.parametrize("typed", ["shaanxi", "shanxi", "shan xi sheng", "sx", "sxs"])
def test_shaanxi_is_offered_however_it_is_spelt(typed):
    assert "陕西省" in texts(typed)
    assert ("山西省" in texts(typed)) == (typed != "shaanxi")


def test_every_province_is_offered_for_its_address_and_its_names():
    for unit in Unit.objects.all():
        for typed in (unit.slug, unit.name, unit.short_name):
            assert unit.name in texts(typed), typed


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("国家战略", ["zhanlve", "zhanlue", "zhanlüe", "zhànlüè", "guojiazhanlue", "ZhanLÜE"]),
        ("绿色旅游", ["lvse", "luse", "lüse", "lyuse", "lǜ", "lvselvyou", "lvyou", "luyou"]),
        ("妇女", ["funv", "funu", "funü"]),
        ("肆虐", ["sinve", "sinue", "sinüe"]),
        ("互联网+", ["hulianwang+", "hulianwang", "hlw+", "互联网＋", "lianwang+"]),
        ("数字政府", ["shuzi政府", "数字zhengfu", "shuzi政f", "数字zf", "sz政府", "shu字政府"]),
    ],
)
def test_it_is_offered_however_it_is_typed(text, spelt):
    rebuild([Suggested(text, "phrase"), Suggested("别的", "phrase")], [])
    for typed in spelt:
        assert texts(typed) == [text], typed


def test_what_is_typed_partly_in_letters_has_to_have_all_its_parts():
    assert texts("shuzi服务") == []
    assert texts("hulianwang+政务") == texts("互联网+zhengwu") != []


@pytest.mark.parametrize("typed", ["大数据发展", "dashujufazhan", "dsjfz"])
def test_a_title_is_found_from_a_later_word_on(typed):
    assert "促进大数据发展行动纲要" in texts(typed)


def test_an_alias_leads_to_its_body():
    assert texts("国家发展和改革委")[0] == "国家发展改革委"


def test_kinds_are_told_in_words_and_can_be_chosen():
    (body, *_) = suggest("国务院")
    assert (body.kind, str(body.get_kind_display())) == ("body", "发布主体")
    assert {one.kind for one in suggest("国", kinds=["title"])} == {"title"}


def test_what_is_typed_comes_before_what_merely_sounds_or_holds_it():
    found = texts("政务服务")
    assert found[0] == "政务服务"
    holding = [text.startswith("政务服务") for text in found]
    assert holding == sorted(holding, reverse=True)
    assert len(found) == MOST


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_is_suggested_for_what_can_be_no_beginning(typed):
    started = time.monotonic()
    assert suggest(typed) == []
    assert nearest(typed) == []
    assert time.monotonic() - started < 1


class AnyInput(TestCase):
    @hypothesis_settings(max_examples=60)
    @given(st.text(max_size=250))
    def test_is_answered(self, typed):
        assert len(suggest(typed)) <= MOST
        assert len(nearest(typed)) <= MOST


@pytest.mark.parametrize("typed", ["z", "政", "ywtb", "政务服务 一网"])
def test_one_query_finds_them(django_assert_num_queries, typed):
    with django_assert_num_queries(1):
        suggest(typed)
    with django_assert_num_queries(1):
        nearest("一网统办")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("一网统办", "一网通办"),
        ("数字证府", "数字政府"),
        ("放官服", "放管服"),
        ("最多跑1次", "最多跑一次"),
        ("国务完办公厅", "国务院办公厅"),
        ("yiwangtonban", "一网通办"),
        ("一网 统办", "一网通办"),
    ],
)
def test_a_slip_leads_to_the_nearest(typed, meant):
    assert nearest(typed)[0] == meant


def test_nothing_is_near_to_what_shares_nothing():
    assert nearest("饕餮") == nearest("xyzzy") == nearest("a") == []


# The table


def rows():
    return set(Suggestion.objects.values_list("text", "kind", "weight", "names"))


def test_the_catalogue_is_suggested_as_it_was_loaded():
    assert is_current()
    kinds = set(Suggestion.objects.values_list("kind", flat=True))
    assert kinds == set(Suggestion.Kind.values)


def test_building_again_writes_nothing_new():
    before = set(Suggestion.objects.values_list("pk", flat=True))
    rebuild(*gather())
    assert set(Suggestion.objects.values_list("pk", flat=True)) == before


def test_a_changed_record_is_suggested_after_the_next_building():
    known = set(Suggestion.objects.values_list("pk", flat=True))
    milestone("new", "2025-01", title="数字广西建设标杆方案")
    assert not is_current()
    assert texts("数字广西") == []
    bring_up_to_date()
    assert is_current()
    assert texts("szgx") == ["数字广西建设标杆方案"]
    assert len(known - set(Suggestion.objects.values_list("pk", flat=True))) < 20


def test_what_is_current_is_left_alone(django_assert_num_queries):
    with django_assert_num_queries(2):
        bring_up_to_date()


def test_other_rules_make_all_of_them_anew(monkeypatch):
    before = rows()
    SuggestionKey.objects.all().delete()
    monkeypatch.setattr(builder, "RULES", builder.RULES + 1)
    bring_up_to_date()
    assert rows() == before
    assert texts("ywtb")[0] == "一网通办"


def test_one_text_of_two_kinds_is_suggested_once_with_the_greater_weight():
    offered = [Suggested("数据局", "body", 2, ("数局",)), Suggested("数据局", "phrase", 7)]
    rebuild(offered, [])
    assert rows() == {("数据局", "body", 7, "数局")}
    assert texts("shuju") == ["数据局"]


def test_the_table_stays_small_however_much_is_offered(monkeypatch):
    monkeypatch.setattr(builder, "MOST_OF_A_KIND", 10)
    offered = [Suggested(f"第{number}号文件", "title") for number in range(50)]
    rebuild([Suggested("长" * 101, "title"), *offered], [])
    assert rows() == {(f"第{number}号文件", "title", 1, "") for number in range(10)}


# The address


def ask(client, query, language=""):
    return client.get(f"{language}/search/suggestions/", query)


def test_the_address_answers_in_the_language_of_its_page(client):
    chinese, english = (ask(client, {"q": "ywtb"}, language) for language in ("", "/en"))
    first = chinese.json()["suggestions"][0]
    assert first == {"text": "一网通办", "kind": "phrase", "label": "常用语"}
    assert english.json()["suggestions"][0]["label"] == "Common phrase"


@pytest.mark.parametrize("typed", [typed for typed in HOSTILE if len(typed) < 200])
def test_any_input_gets_a_plain_answer(client, typed):
    response = ask(client, {"q": typed.encode("utf-8", "replace").decode()})
    assert response.status_code == 200
    assert response.json() == {"suggestions": []}


def test_nothing_asked_is_nothing_suggested(client):
    assert ask(client, {}).json() == {"suggestions": []}


@pytest.mark.parametrize("query", [{"q": "字" * 201}, {"kind": "x"}, {"q": ["a", "b"]}])
def test_a_bad_value_is_named(client, query):
    response = ask(client, query)
    assert response.status_code == 400
    ((name, sentences),) = response.json()["errors"].items()
    assert name in query
    assert sentences[0].endswith("。")


def test_answering_asks_the_database_three_times(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        ask(client, {"q": "政务"})


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/policies/", "/milestones/?year=2018", "/search/?type=excerpt"),
        *("/bodies/guowuyuan/?year=2016", "/search/?from=2018&to=2019&kind=document"),
    ],
)
def test_what_the_search_box_of_a_list_offers_finds_something_there(client, address):
    page = client.get(address).content.decode()
    asked = html.unescape(re.search('data-suggest="([^"]*)"', page)[1])
    offered = set()
    for typed in ("z", "g", "数字", "国", "b"):
        found = client.get(f"{asked}&{urlencode({'q': typed})}").json()["suggestions"]
        offered |= {one["text"] for one in found}
    assert offered
    for text in sorted(offered)[:10]:
        query = urlencode({"q": text})
        answer = client.get(f"{address}{'&' if '?' in address else '?'}{query}")
        assert answer.context["page"].paginator.count > 0, text


def test_a_bad_filter_of_the_list_is_named(client):
    response = ask(client, {"q": "政务", "within": "year=abc"})
    assert response.status_code == 400
    assert "“abc”不是年份" in response.json()["errors"]["year"][0]
    assert "“x”不是列表" in ask(client, {"q": "a", "list": "x"}).json()["errors"]["list"][0]


def test_one_thread_builds_for_all(monkeypatch):
    """A second builder leaves the work to the first, which checks again at the end."""
    built = []
    current = iter([False, False, False, True])
    monkeypatch.setattr(builder, "is_current", lambda: next(current))

    def build(*given):
        built.append(1)
        if len(built) == 1:
            bring_up_to_date()  # as a second thread would meanwhile

    monkeypatch.setattr(builder, "rebuild", build)
    bring_up_to_date()
    assert len(built) == 2
