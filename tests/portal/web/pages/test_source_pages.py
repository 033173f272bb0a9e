"""A long source is shown in pages; an address that names lines leads to theirs."""

import re

import pytest

from portal.models import Source, SourceLine
from portal.models.curated import State
from portal.web.pages import source_views
from tests.universe import milestone

PAGE = "/sources/long/"
LAST = 12


@pytest.fixture(autouse=True)
def long(catalogue, monkeypatch) -> Source:
    """Twelve lines, five on a page."""
    monkeypatch.setattr(source_views, "LINES_AT_ONCE", 5)
    made = Source.objects.create(
        slug="long", title="长文", short_title="长", publisher="某", state=State.PUBLISHED
    )
    SourceLine.objects.bulk_create(
        SourceLine(source=made, number=number, text=f"第{number}句。")
        for number in range(1, LAST + 1)
    )
    return made


def shown(response, marked: str = "") -> list[int]:
    pattern = rf'<li id="L(\d+)"{marked}>' if marked else r'<li id="L(\d+)"'
    return [int(number) for number in re.findall(pattern, response.content.decode())]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("?page=2", [6, 7, 8, 9, 10]),
        ("?page=3", [11, 12]),
        ("?lines=5", [1, 2, 3, 4, 5]),
        ("?lines=6-7", [6, 7, 8, 9, 10]),
        ("?lines=12", [11, 12]),
        ("?lines=12&page=1", [1, 2, 3, 4, 5]),
    ],
)
def test_a_page_has_its_lines_or_those_that_are_asked_for(client, asked, lines):
    assert shown(client.get(PAGE + asked)) == lines


def test_lines_are_marked_on_each_page_that_has_some(client):
    for page, marked in (("1", [5]), ("2", [6, 7, 8, 9, 10]), ("3", [11])):
        response = client.get(PAGE, {"lines": "5-11", "page": page})
        assert shown(response, ' class="marked"') == marked


def test_a_page_that_is_not_there_is_refused(client):
    assert client.get(PAGE, {"page": "4"}).status_code == 404
    for wrong in ("0", "x", "1.0"):
        assert client.get(PAGE, {"page": wrong}).status_code == 400


def test_a_record_links_to_its_line_on_whichever_page(client, long):
    record = milestone("told", "2030-01", source=long, place="7-8")
    page = client.get(record.citations.get().page_url().partition("#")[0])
    assert shown(page, ' class="marked"') == [7, 8]
    assert 'href="/milestones/told/"' in page.content.decode()


def test_of_the_records_that_begin_on_a_line_the_first_published_one_is_named(client, long):
    for slug, state in (("draft", State.DRAFT), ("first", "published"), ("second", "published")):
        milestone(slug, "2030-01", source=long, place="7", state=state)
    page = client.get(PAGE, {"lines": "7"}).content.decode()
    assert re.findall(r'class="line-record" href="/milestones/(.*?)/"', page) == ["first"]


def test_the_plain_text_is_whole(client):
    text = client.get("/sources/long.txt").getvalue().decode()
    assert text == "\n".join(f"第{number}句。" for number in range(1, LAST + 1))


def test_a_source_without_lines_is_an_empty_page(client, long):
    long.lines.all().delete()
    assert client.get(PAGE).status_code == 200
    assert client.get("/sources/long.txt").getvalue() == b""


def test_a_page_says_which_lines_it_has_and_links_to_the_others(client):
    page = client.get(PAGE, {"lines": "7"}).content.decode()
    assert "全文共 12 行，本页为第 6—10 行" in page
    assert 'href="?lines=7&amp;page=3"' in page
    assert "“x”有误" in client.get(PAGE, {"page": "x"}).content.decode()
