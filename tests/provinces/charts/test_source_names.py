"""The source's name of the provincial texts is in its lines, and on the pages."""

import pytest

from portal.models import SourceLine

pytestmark = pytest.mark.usefixtures("catalogue")

NAMED = (
    "与此同时,在国家政策号召下,全国各省市积极响应,十四五意见稿均提及智慧政务,提出全面深化"
    "“互联网+政务服务”,为我国智慧政务行业发展带来良好发展机遇。"
)


@pytest.mark.parametrize("address", ["/provinces/", "/provinces/anhui/", "/en/provinces/anhui/"])
def test_the_pages_say_what_the_source_calls_these_texts_and_where(client, address):
    page = client.get(address).content.decode()
    [line] = SourceLine.objects.filter(text=NAMED)
    english = "/en" if address.startswith("/en") else ""
    link = f'href="{english}/sources/guanyan-policy-tables/?lines={line.number}#L{line.number}"'
    assert f'<a {link} lang="zh-Hans">“十四五意见稿”</a>' in page


def test_where_there_is_no_excerpt_there_is_nothing_to_name(client, two_without):
    assert "十四五意见稿" not in client.get("/provinces/sichuan/").content.decode()


def test_the_source_and_the_about_page_say_where_the_sentence_stands(client):
    assert "原文两表之间的一句" in client.get("/sources/guanyan-policy-tables/").content.decode()
    assert "十四五意见稿" in client.get("/about/").content.decode()
