"""The pages of the units: all of them, the two without excerpt too, and each one's own."""

import re

import pytest

from provinces.models import Unit

pytestmark = pytest.mark.usefixtures("catalogue")


def test_all_units_are_listed_and_two_say_that_there_is_no_excerpt(client, two_without):
    response = client.get("/provinces/")
    page = response.content.decode()
    number = Unit.objects.count()
    assert response.context["total"] == number
    assert response.context["with_excerpt"] == number - 2
    for unit in Unit.objects.all():
        assert page.count(f'href="/provinces/{unit.slug}/"') == 2
    assert page.count("来源没有摘录</td>") == 2
    assert page.count('class="tile ') == number
    assert len(re.findall(r'class="tile [^"]* no-excerpt"', page)) == 2
    assert '<span class="count" lang="zh-Hans">四川省、新疆维吾尔自治区</span>' in page


def test_a_tile_says_the_full_name_and_its_measure_in_words(client, two_without):
    named = re.compile(r'visually-hidden"><span lang="zh-Hans">([^<]+)</span> ([^<]+)</span>')
    said = dict(named.findall(client.get("/provinces/").content.decode()))
    assert len(said) == Unit.objects.count()
    assert said["北京市"] == "摘录 110 字"
    assert said["四川省"] == "来源没有摘录"
    said = dict(named.findall(client.get("/provinces/", {"q": "一网通办"}).content.decode()))
    assert len(said) == Unit.objects.count()
    assert said["浙江省"] == "3 次"
    assert said["北京市"] == "未见"
    assert said["四川省"] == "来源没有摘录"


def test_the_page_of_a_phrase_says_where_it_occurs(client):
    response = client.get("/provinces/", {"q": "一网通办"})
    page, units = response.content.decode(), len(response.context["survey"].hits)
    assert re.search(rf"“一网通办”</strong>见于 {units} 个省级行政区的摘录：", page)
    assert re.search(
        r'/provinces/zhejiang/\?q=[^"]*"[^>]*>浙江</a> <span class="count">3 次</span>', page
    )
    assert 'value="一网通办"' in page
    assert "<title>“一网通办” · 各省规划" in page
    nothing = client.get("/provinces/", {"q": "没有这个词"}).content.decode()
    assert re.search(r"“没有这个词”</strong>在各省的摘录里都没有。", nothing)


@pytest.mark.parametrize("query", [{"measure": "phrase"}, {"measure": "phrase", "q": "  "}])
def test_a_phrase_measure_without_a_phrase_asks_for_one(client, query):
    response = client.get("/provinces/", query)
    assert response.status_code == 200
    assert response.context["survey"] is None
    assert "请写一个词语" in response.content.decode()
    assert "请写一个词语" not in client.get("/provinces/").content.decode()


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("measure=size", "measure", "“size”不是着色依据：可用 length 或 phrase。"),
        ("measure=length&measure=phrase", "measure", "“length”、“phrase”：着色依据只能给一个值。"),
        ("q=a&q=b", "q", "“a”、“b”：词语只能给一个值。"),
        (f"q={'x' * 201}", "q", f"“{'x' * 20}…”太长：最多 200 个字，这里有 201 个。"),
    ],
)
def test_a_bad_value_is_a_400_that_names_it_beside_its_control(client, query, field, sentence):
    response = client.get(f"/provinces/?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(rf'class="wrong"[^>]*>[^<]+ <code>{field}</code>：{sentence}</p>', page)
    assert response.context["survey"] is None
    assert ('aria-invalid="true"' in page) == (field == "q")


def test_the_longest_phrase_allowed_is_answered(client):
    assert client.get("/provinces/", {"q": "x" * 200}).status_code == 200


def test_what_is_typed_is_shown_and_never_run(client):
    page = client.get("/provinces/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_in_english_the_links_stay_english(client):
    page = client.get("/en/provinces/", {"q": "一网通办"}).content.decode()
    assert 'href="/en/provinces/zhejiang/?q=' in page
    assert 'action="/en/provinces/"' in page
    assert 'href="/provinces/zhejiang/' not in page


@pytest.mark.parametrize("slug", ["sichuan", "xinjiang"])
def test_an_absent_unit_says_so_in_plain_words(client, two_without, slug):
    response = client.get(f"/provinces/{slug}/")
    assert response.status_code == 200
    name = Unit.objects.get(slug=slug).name
    page = response.content.decode()
    assert f'来源没有<span lang="zh-Hans">{name}</span>“十四五”规划的摘录' in page


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("shanxi", "山西省"),
        ("shaanxi", "陕西省"),
        ("neimenggu", "内蒙古自治区"),
        ("xizang", "西藏自治区"),
    ],
)
def test_addresses_are_pinyin_without_tones(client, slug, name):
    assert f'<h1 lang="zh-Hans">{name}</h1>' in client.get(f"/provinces/{slug}/").content.decode()


def test_a_shortened_name_stands_as_printed_beside_the_official_one(client):
    page = client.get("/provinces/ningxia/").content.decode()
    assert '<h1 lang="zh-Hans">宁夏回族自治区</h1>' in page
    assert ">宁夏自治区</a>" in page


def test_a_passage_of_another_province_is_marked_and_not_removed(client):
    page = client.get("/provinces/zhejiang/").content.decode()
    assert "不属本条" in page
    assert page.count("加强“赣政通”平台建设") == 2


def test_a_units_page_says_its_region_and_its_number_of_characters(client):
    page = client.get("/provinces/anhui/").content.decode()
    assert '<p class="overline">华东</p>' in page
    assert "<dt>字数</dt><dd>305</dd>" in page


def test_previous_and_next_follow_the_administrative_code(client):
    response = client.get("/provinces/tianjin/")
    assert response.context["before"].slug == "beijing"
    assert response.context["after"].slug == "hebei"
    assert client.get("/provinces/beijing/").context["before"] is None
    assert client.get("/provinces/xinjiang/").context["after"] is None
