"""A hit is shown where it stands in the record, in the characters as printed."""

import re

import pytest

from policies.models import Body
from provinces.models import Excerpt
from tests.policies.lists.searching import marked, rows, search
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_policy_is_found_by_the_words_of_its_milestone(client):
    told = policy("notice", "2031-05", title="某通知", wording="要点。")
    milestone("told", "2031-05", title="某通知", wording="大事记另说了朝花夕拾。", policy=told)
    [row] = rows(search(client, q="朝花夕拾"))
    assert (row.type, row.url) == ("policy", "/policies/notice/")
    assert [text.url for text in row.texts] == ["/policies/notice/", "/milestones/told/"]
    assert "/milestones/told/?q=" in search(client, q="朝花夕拾").content.decode()


def test_every_hit_is_marked_in_the_original_characters(client):
    milestone("wide", "2031-05", title="ＧＢ／Ｔ標準", wording="推進「一網　通辦」，再說一网通办。")
    response = search(client, q="一网通办", year="2031")
    assert marked(response) == ["一網　通辦", "一网通办"]
    assert marked(search(client, q="gb/t标准", year="2031")) == ["ＧＢ／Ｔ標準"]
    assert marked(client.get("/", {"q": "一网通办", "year": "2031"})) == ["一網　通辦", "一网通办"]
    assert marked(client.get("/milestones/wide/", {"q": "一网通办"})) == ["一網　通辦", "一网通办"]


def test_a_misprint_found_by_its_reading_is_marked_as_it_is_printed(client):
    excerpt = Excerpt.objects.get(unit__slug="jiangsu")
    excerpt.wording = "推动数字证府建设。"
    excerpt.save()
    excerpt.errata.all().delete()
    excerpt.errata.create(
        kind="mistaken", printed="证府", reading="政府", reason="音近而误", state="published"
    )
    assert marked(search(client, q="江苏 数字政府")) == ["江苏", "数字证府"]
    shown = client.get("/provinces/jiangsu/", {"q": "数字政府"})
    assert "".join(marked(shown)) == "数字证府"
    assert "推动数字" in shown.content.decode()


def test_a_snippet_shows_its_position(client):
    text = "前面的话。" * 30 + "特别的词" + "。后面的话" * 30 + "又见特别的词"
    milestone("long", "2031-05", wording=text)
    page = search(client, q="特别的词").content.decode()
    positions = [int(number) for number in re.findall("第 (\\d+) 字", page)]
    assert positions == [text.index("特别的词") + 1, text.rindex("特别的词") + 1]
    assert "2 处" in page


def test_a_name_that_is_not_shown_is_said_where_it_alone_was_found(client):
    body = Body.objects.get(slug="guowuyuan-bangongting")
    body.aliases.create(name="国办别名")
    response = search(client, q="国办别名", type="milestone")
    assert rows(response)
    for row in rows(response):
        assert ("别名", "国办别名") in row.elsewhere
    assert "国办别名" in marked(response)


def test_a_wording_without_hits_is_cut_between_characters_as_readers_see_them(client):
    family = "👩\u200d👩\u200d👧\u200d👦"
    for number, whole in enumerate((family, "e\u0301", "🇨🇳", "❤\ufe0f")):
        made = milestone(f"cut-{number}", "2031-05", wording="甲" * 59 + whole + "乙" * 60)
        page = search(client, q=made.slug).content.decode()
        assert "甲" * 59 + whole + "…" in page
        described = client.get(made.get_absolute_url()).content.decode()
        assert f'content="{"甲" * 59}{whole}' in described


def test_words_that_are_markup_stay_text(client):
    milestone("markup", "2031-05", wording="写作<b>&amp;的字")
    page = search(client, q="<b>&").content.decode()
    assert "<mark>&lt;b&gt;&amp;</mark>amp;的字" in page


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_a_date_in_the_query_is_marked(client, address):
    milestone("dated", "2031-05", title="甲", wording="乙")
    page = client.get(address, {"q": "2031年5月"}).content.decode()
    assert re.search("<mark><time[^>]*>(2031年)?5月</time>\\s*</mark>", page)
    assert "<mark><time" not in client.get(address, {"q": "甲"}).content.decode()
