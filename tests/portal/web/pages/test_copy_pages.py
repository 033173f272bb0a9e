"""Archived copies as a reader fetches them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import ArchivedCopy, Source, StoredFile
from portal.models.curated import State
from portal.models.evidence.copies import AT_ONCE
from portal.web.response_cache.store import store
from tests.portal.archived_files.copies import PAGE, SHA256, archived, web_page
from tests.portal.archived_files.pdfs import pdf


@pytest.fixture
def notice(catalogue) -> Source:
    return web_page("notice")


@pytest.fixture
def copy(notice) -> ArchivedCopy:
    return archived(notice)


ADDRESS = f"/sources/notice/copies/{SHA256[:16]}.html"


def test_a_copy_stands_on_the_page_of_its_source(client, copy):
    page = client.get("/sources/notice/").content.decode()
    assert f'href="{ADDRESS}"' in page
    assert "2025年3月27日存档的 HTML" in page
    assert f"{len(PAGE)} B" in page
    assert SHA256 in page
    english = client.get("/en/sources/notice/").content.decode()
    assert "HTML archived on 27 March 2025" in english
    assert f'href="{ADDRESS}"' in english


def test_a_source_without_copies_says_nothing_of_them(client, notice):
    assert "存档副本" not in client.get("/sources/notice/").content.decode()


def test_it_is_never_shown_and_never_run(client, copy):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.getvalue() == PAGE
    assert answer["Content-Type"] == "text/html"
    assert answer["Content-Disposition"].startswith('attachment; filename="notice-')
    assert answer["Content-Security-Policy"].split("; ")[0] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(PAGE))


def test_a_pdf_is_sent_as_it_was_archived(client, notice):
    content = pdf()
    copy = archived(notice, content, "pdf")
    answer = client.get(f"/sources/notice/copies/{copy.sha256[:16]}.pdf")
    assert answer.getvalue() == content
    assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "wrong",
    [
        ADDRESS.replace(".html", ".pdf"),
        ADDRESS.replace(SHA256[:16], SHA256[:8]),
        ADDRESS.replace(SHA256[:16], SHA256[:20]),
        ADDRESS.replace(SHA256[:16], "0" * 16),
        ADDRESS.replace("notice", "guanyan-policy-tables"),
    ],
)
def test_another_address_is_not_found(client, copy, wrong):
    assert client.get(wrong).status_code == 404


def test_it_is_public_only_with_its_source(client, copy, notice):
    archived(web_page("draft", state=State.DRAFT))
    assert client.get(ADDRESS.replace("notice", "draft")).status_code == 404
    Source.objects.filter(pk=notice.pk).update(
        state=State.WITHDRAWN, withdrawn_on="2026-01-05", withdrawn_because="误收。"
    )
    assert client.get(ADDRESS).status_code == 410


def test_who_has_it_is_not_sent_it_again(client, copy):
    etag = client.get(ADDRESS)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(ADDRESS, headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert not any("content" in query["sql"] for query in queries)
    assert client.get(ADDRESS, headers={"If-None-Match": '"x"'}).status_code == 200


def test_head_sends_no_bytes(client, copy):
    answer = client.head(ADDRESS)
    assert (answer["Content-Length"], answer.getvalue()) == (str(len(PAGE)), b"")


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-4", 206, PAGE[:5]),
        ("bytes=5-", 206, PAGE[5:]),
        ("bytes=-7", 206, PAGE[-7:]),
        ("bytes=5-99999999", 206, PAGE[5:]),
        ("bytes=99999999-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=5-4", 200, PAGE),
        ("bytes=0-1,3-4", 200, PAGE),
        ("bytes=-", 200, PAGE),
        ("lines=1-2", 200, PAGE),
    ],
)
def test_a_part_of_it_may_be_asked_for(client, copy, asked, status, sent):
    answer = client.get(ADDRESS, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.getvalue()) == (status, sent)
    if status == 206:
        start = PAGE.rindex(sent)
        expected = f"bytes {start}-{start + len(sent) - 1}/{len(PAGE)}"
        assert answer["Content-Range"] == expected
    changed = {"Range": asked, "If-Range": '"another"'}
    assert client.get(ADDRESS, headers=changed).getvalue() == PAGE


def test_a_large_one_is_read_in_pieces_and_takes_no_room_in_the_cache(client, notice, settings):
    settings.RESPONSE_CACHE_BYTES = 24_000_000
    content = b"<html>" + bytes(range(32, 127)) * (3 * AT_ONCE // 95)
    copy = archived(notice, content)
    before = store.size()
    answer = client.get(f"/sources/notice/copies/{copy.file_name}")
    pieces = list(answer.streaming_content)
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) == AT_ONCE
    assert store.size() == before


def test_the_check_names_a_copy_whose_file_is_damaged(capsys, copy):
    call_command("check_catalogue")
    StoredFile.objects.filter(sha256=SHA256).update(content=b"<html>something else")
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert f"notice {SHA256}: its file is damaged" in capsys.readouterr().err
    StoredFile.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert f"notice {SHA256}: 没有这个校验和的文件" in capsys.readouterr().err
