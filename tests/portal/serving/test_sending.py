"""Downloads leave threads for pages: two at a time, and none that nobody reads."""

import socket
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from portal.serving.sending import (
    AT_ONCE,
    PATIENCE,
    BusyError,
    ReaderLeftError,
    Sending,
    expect_reader,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection, and the reader's."""
    both = socket.socketpair()
    yield both
    for one in both:
        one.close()


def test_the_third_download_is_asked_to_come_later(client, settings):
    settings.RESPONSE_CACHE_BYTES = 1_000_000
    two = [client.get(f"/timeline.{form}") for form in ("csv", "jsonl")]
    assert len(two) == AT_ONCE
    third = client.get("/timeline.xlsx")
    assert third.status_code == 503
    assert int(third["Retry-After"]) > 0
    assert "再试" in third.content.decode()
    seen = {"if-none-match": two[0]["ETag"]}  # what a reader has already needs no place
    assert client.get("/timeline.csv", headers=seen).status_code == 304
    assert client.head("/timeline.csv").status_code == 200
    assert client.get("/").status_code == 200
    assert two[0].getvalue().count(b"\r\n") > 80  # which closes it
    assert two[1].getvalue().count(b"\n") > 80
    if moment := two[0].get("Last-Modified"):  # none in the second of a change
        seen = [{"if-modified-since": moment}] * (AT_ONCE + 1)
        assert {client.get("/timeline.csv", headers=one).status_code for one in seen} == {304}
    assert client.get("/timeline.xlsx").getvalue()[:2] == b"PK"


def test_a_reader_who_leaves_ends_the_work_and_gives_the_place_back():
    ended = []

    def write():
        try:
            yield from (b"1", b"2", b"3")
        finally:
            ended.append(True)

    for _ in range(AT_ONCE + 1):
        sending = Sending(RequestFactory().get("/"), write)
        assert next(sending) == b"1"
        sending.close()
        sending.close()
    assert len(ended) == AT_ONCE + 1
    unread = [Sending(RequestFactory().get("/"), write) for _ in range(AT_ONCE)]
    with pytest.raises(BusyError):
        Sending(RequestFactory().get("/"), write)
    for one in unread:
        one.close()


def test_a_reader_who_takes_nothing_is_cut_off(client, ends):
    server, _ = ends
    response = client.get("/timeline.csv", **{"gunicorn.socket": server})
    assert server.gettimeout() == PATIENCE
    assert response.getvalue()


def test_a_workbook_is_given_up_when_its_reader_has_left(client, ends):
    server, reader = ends
    request = RequestFactory().get("/", **{"gunicorn.socket": server})
    expect_reader(request)
    reader.close()
    with pytest.raises(ReaderLeftError):
        expect_reader(request)
    response = client.get("/timeline.xlsx", **{"gunicorn.socket": server})
    assert response.getvalue() == b""
