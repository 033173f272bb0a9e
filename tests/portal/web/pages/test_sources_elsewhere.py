"""Sources that are not here line by line: a web page, a file, a gazette."""

import pytest
from django.urls import reverse

from portal.models import Source
from portal.models.curated import State
from tests.universe import milestone, policy

ADD = reverse("admin:portal_source_add")
ADDRESS = "https://www.example.gov.cn/zhengce/2025/notice.html?id=1&page=2"

# What a curator's form sends.
NEW = {
    "title": "题",
    "short_title": "简",
    "slug": "",
    "kind": "web",
    "publisher": "某",
    "url": ADDRESS,
    "language": "zh-Hans",
    "copies-TOTAL_FORMS": 0,
    "copies-INITIAL_FORMS": 0,
}


@pytest.fixture
def notice(catalogue) -> Source:
    """An invented page of the web."""
    return Source.objects.create(
        slug="notice",
        title="某通知（测试虚构）",
        short_title="某通知",
        kind=Source.Kind.WEB,
        publisher="某办公厅",
        published_on="2025-03",
        url=ADDRESS,
        looked_at="2025-03-27",
        language=Source.Language.ENGLISH,
        rights="转载请注明出处。",
        state=State.PUBLISHED,
    )


def test_what_is_known_of_a_source_stands_on_its_page_and_in_the_list(client, notice):
    for address in ("/sources/notice/", "/sources/"):
        page = client.get(address).content.decode()
        for known in ("网页", "某办公厅", "2025年3月", "2025年3月27日", "英文", "转载请注明出处。"):
            assert known in page
        assert f'href="{ADDRESS.replace("&", "&amp;")}"' in page
    assert 'class="lines"' not in client.get("/sources/notice/").content.decode()


def test_what_a_source_does_not_say_is_not_shown(client, notice):
    Source.objects.filter(pk=notice.pk).update(
        published_on="", looked_at="", url="", rights="", language="zh-Hans", kind="print"
    )
    page = client.get("/sources/notice/").content.decode()
    for label in ("发布日期", "网址", "查看日期", "语言", "权利说明", "收录部分", "纯文本"):
        assert f"<dt>{label}</dt>" not in page


def test_a_record_leads_to_its_source_and_the_page_itself(client, notice):
    for made in (
        milestone("told", "2025-03", source=notice),
        policy("law", "2025-03", source=notice),
    ):
        page = client.get(made.get_absolute_url()).content.decode()
        assert 'href="/sources/notice/"' in page
        assert f'href="{ADDRESS.replace("&", "&amp;")}"' in page
        assert "未注明行" not in page


def test_a_source_leads_to_all_its_records(client, notice):
    made = milestone("told", "2025-03", title="虚构的一条", source=notice)
    assert 'href="/search/?source=notice"' in client.get("/sources/notice/").content.decode()
    assert made.get_absolute_url() in client.get("/search/?source=notice").content.decode()


def test_a_policy_shows_no_empty_cells(client, notice):
    made = policy("law", "2025-03", source=notice)
    page = client.get(made.get_absolute_url()).content.decode()
    assert ">要点<" in page
    assert ">发布主体</th>" not in page
    assert ">政策规划</th>" not in page


def test_the_page_about_the_portal_names_only_texts_that_are_here(client, notice):
    page = client.get("/about/").content.decode()
    assert "/sources/egov-report-2014-2024/" in page
    assert "/sources/notice/" not in page


def test_the_list_of_sources_comes_in_pages(client, notice):
    pages = [client.get("/sources/", {"page_size": 2, "page": n}).content.decode() for n in (1, 2)]
    assert ["某通知" in page for page in pages] == [False, True]
    assert client.get("/sources/?page=9").status_code == 404
    refused = client.get("/sources/?page=x")
    assert refused.status_code == 400
    assert "“x”" in refused.content.decode()


def test_dates_are_typed_as_people_type_them(curating):
    dates = {"published_on": "二〇二五年三月二十七日", "looked_at": "2025/4/1"}
    assert curating.post(ADD, NEW | dates).status_code == 302
    made = Source.objects.get(short_title="简")
    assert (made.published_on, made.looked_at) == ("2025-03-27", "2025-04-01")
    assert made.slug == "ti"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": ""}, "网页须填网址"),
        ({"url": "javascript:alert(1)"}, "“javascript:alert(1)”不是网址"),
        ({"url": "ftp://example.cn/a"}, "“ftp://example.cn/a”不是网址"),
        ({"url": "www.gov.cn"}, "“www.gov.cn”不是网址"),
        ({"published_on": "年初"}, "“年初”无法识别为日期"),
        ({"published_on": "2025-02-30"}, "2025-02-30"),
        ({"looked_at": "2018年4月22—24日"}, "不是一个日期，而是几天"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_a_bad_value_is_named_beside_its_field(curating, wrong, said):
    answer = curating.post(ADD, NEW | wrong)
    assert answer.status_code == 200
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert not Source.objects.filter(short_title="简").exists()
