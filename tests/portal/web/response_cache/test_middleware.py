"""Whole answers are cached for everybody, and for nobody who has logged in."""

import gzip
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Lock

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from policies.models import Policy
from portal.models.curated import State
from portal.web.response_cache import middleware, version
from portal.web.response_cache.middleware import ResponseCache
from portal.web.response_cache.version import Version
from tests.refusals import refusing
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("caching")
GZIP = {"accept-encoding": "gzip"}
PAGES = ["/", "/en/", "/?kind=forum", "/policies/", "/provinces/anhui/", "/sitemap.xml"]
PAGES += ["/robots.txt", "/sources/guanyan-policy-tables.txt", "/search/suggestions/?q=政务"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_rendered_once(client, address, django_assert_max_num_queries):
    first = client.get(address)
    with django_assert_max_num_queries(1):
        second = client.get(address)
    assert first.status_code == second.status_code == 200
    assert (first.content, first.headers) == (second.content, second.headers)
    assert first["Cache-Control"] == "public, no-cache"
    assert first["Vary"] == "Accept-Encoding"
    assert first["ETag"].startswith('"')
    assert first["Last-Modified"]


@pytest.mark.parametrize("address", PAGES)
def test_a_cached_page_is_the_same_as_without_a_cache(client, address, settings):
    client.get(address)
    cached = client.get(address)
    settings.RESPONSE_CACHE_BYTES = 0
    fresh = client.get(address)
    assert cached.content == fresh.content
    for name in ("Content-Type", "Content-Language", "Content-Security-Policy", "X-Frame-Options"):
        assert cached.headers.get(name) == fresh.headers.get(name)
    assert "ETag" not in fresh


@pytest.mark.parametrize("first", ["", "gzip", "br"])
def test_each_content_coding_has_its_own_tag_and_the_same_text(client, first):
    client.get("/", headers={"accept-encoding": first})
    plain, zipped, brotlied = (
        client.get("/", headers={"accept-encoding": coding}) for coding in ("", "gzip", "br")
    )
    assert plain.content == gzip.decompress(zipped.content) == brotli.decompress(brotlied.content)
    assert len({plain["ETag"], zipped["ETag"], brotlied["ETag"]}) == 3
    assert "Content-Encoding" not in plain
    assert [zipped["Content-Encoding"], brotlied["Content-Encoding"]] == ["gzip", "br"]
    assert len(zipped.content) == int(zipped["Content-Length"]) < len(plain.content) / 4


def test_a_head_has_the_headers_of_the_page_and_no_body(client):
    for _ in range(2):  # rendered, then cached
        head, page = client.head("/about/", headers=GZIP), client.get("/about/", headers=GZIP)
        assert head.headers == page.headers
        assert head.content == b""


def test_whoever_has_the_page_is_told_so_without_a_rendering(client, django_assert_max_num_queries):
    tag = client.get("/", headers=GZIP)["ETag"]
    middleware.store.clear()
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        with django_assert_max_num_queries(1):
            response = client.get("/", headers=GZIP | {"if-none-match": known})
        assert response.status_code == 304
        assert response.content == b""
        assert dict(response.headers) == {
            "ETag": tag,
            "Cache-Control": "public, no-cache",
            "Vary": "Accept-Encoding",
        }
    assert client.head("/", headers=GZIP | {"if-none-match": tag}).status_code == 304


def test_a_streamed_text_is_not_cached_and_known_by_its_tag(caching):
    cached = ResponseCache(lambda request: StreamingHttpResponse(["one", "two"]))
    for coding in ("", "gzip"):
        request = RequestFactory().get("/", headers={"accept-encoding": coding})
        response = cached(request)
        assert b"".join(response) == b"onetwo"
        request.META["HTTP_IF_NONE_MATCH"] = response["ETag"]
        assert cached(request).status_code == 304
    assert caching.size() == 0


@pytest.mark.parametrize("other", ["/en/", "/?kind=forum", "/policies/", "/nowhere/"])
def test_a_tag_counts_at_its_own_address_alone(client, other):
    tag = client.get("/", headers=GZIP)["ETag"]
    response = client.get(other, headers=GZIP | {"if-none-match": tag})
    assert response.status_code == (404 if other == "/nowhere/" else 200)
    assert client.get("/", headers={"if-none-match": tag}).status_code == 200  # another coding
    elsewhere = GZIP | {"if-none-match": tag, "host": "localhost"}
    assert client.get("/", headers=elsewhere).status_code == 200


def test_the_time_of_modification_counts_to_the_second_and_less_than_the_tag(client):
    page = client.get("/about/")
    modified = page["Last-Modified"]
    assert client.get("/about/", headers={"if-modified-since": modified}).status_code == 304
    later = http_date(time.time() + 3600)
    assert client.get("/about/", headers={"if-modified-since": later}).status_code == 200
    both = {"if-modified-since": modified, "if-none-match": '"x"'}
    assert client.get("/about/", headers=both).status_code == 200
    assert client.get("/nowhere/", headers={"if-modified-since": modified}).status_code == 404


def test_a_save_is_seen_at_once(client):
    before = client.get("/policies/")
    edited = Policy.objects.first()
    edited.title = "改过的题名饕餮"
    edited.save()
    known = {"if-none-match": before["ETag"], "if-modified-since": before["Last-Modified"]}
    after = client.get("/policies/", headers=known)
    assert after.status_code == 200
    assert "改过的题名饕餮" in after.content.decode()
    known = {"if-modified-since": before["Last-Modified"]}
    assert client.get("/policies/", headers=known).status_code == 200


def test_a_withdrawn_record_is_gone_from_every_page(client):
    shown = milestone("taotie", "2018-05", title="饕餮平台上线")
    pages = ["/", "/?year=2018", "/milestones/", "/milestones/taotie/", "/search/?q=饕餮"]
    for page in pages:
        for _ in range(2):
            response = client.get(page)
            assert response.status_code == 200
            assert "饕餮平台上线" in response.content.decode()
    shown.state, shown.withdrawn_on = State.WITHDRAWN, date(2026, 1, 5)
    shown.withdrawn_because = "重复收录。"
    shown.save()
    for page in pages:
        response = client.get(page)
        if page == "/milestones/taotie/":
            assert response.status_code == 410
        else:
            assert "饕餮平台上线" not in response.content.decode()


@pytest.mark.parametrize("address", ["/?utm_source=x", "/?year=&q=&kind=", "/?q=&fbclid=1#a"])
def test_what_no_page_reads_makes_no_page_of_its_own(client, address):
    plain, other = client.get("/"), client.get(address)
    assert (plain.content, plain["ETag"]) == (other.content, other["ETag"])
    assert '<link rel="canonical" href="http://testserver/">' in other.content.decode()


ODD = ["/nowhere/", "/?year=x", "/?page=999", "/policies/x/", "/policies", "/milestones/gone/"]


@pytest.mark.parametrize("address", ODD)
def test_errors_and_redirects_are_not_cached(client, caching, address):
    for _ in range(2):
        response = client.get(address)
        assert response.status_code in (301, 400, 404)
        assert "ETag" not in response
        assert "no-cache" in response["Cache-Control"]
        assert response.get("Vary") in (None, "Accept-Encoding")
    assert caching.size() == 0


def test_what_a_curator_sees_is_neither_read_nor_stored(client, curating, caching):
    public = type(client)()
    before = public.get("/").content
    size = caching.size()
    for page in ("/", "/policies/", "/nowhere/"):
        response = curating.get(page)
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response
    assert curating.get("/", headers={"if-none-match": public.get("/")["ETag"]}).content == before
    for page in ("/admin/", "/admin/policies/policy/"):
        assert "private" in curating.get(page)["Cache-Control"]
    assert public.get("/admin/").status_code == 302
    assert "no-store" in public.get("/admin/login/?next=/admin/&utm_source=x")["Cache-Control"]
    assert caching.size() == size


def test_a_draft_and_its_preview_are_never_cached(client, curating, caching):
    draft = milestone("draft", "2018-05", title="饕餮草稿", state=State.DRAFT)
    public = type(client)()
    preview = f"/admin/policies/milestone/{draft.pk}/preview/"
    for _ in range(2):
        response = curating.get(preview)
        assert "饕餮草稿" in response.content.decode()
        assert "ETag" not in response
        assert public.get(preview).status_code == 302
        assert public.get("/milestones/draft/").status_code == 404
    assert caching.size() == 0
    assert "饕餮草稿" not in public.get("/").content.decode()


@pytest.mark.parametrize("cookie", ["", "other=1; x=sessionid", "theme=dark"])
def test_cookies_of_others_change_nothing(client, cookie):
    tag = client.get("/")["ETag"]
    assert client.get("/", headers={"cookie": cookie})["ETag"] == tag


def test_a_request_that_names_an_encoding_is_not_cached(client, caching):
    response = client.get("/?q=政务", headers={"content-type": "text/plain; charset=gbk"})
    assert "ETag" not in response
    assert caching.size() == 0


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY])
def test_no_version_no_cached_answer(client, monkeypatch, code):
    client.get("/en/")
    monkeypatch.setattr("portal.changes.revision.look", refusing(code))
    assert client.get("/en/").status_code == 200  # the database answers all but this
    monkeypatch.setattr("portal.changes.revision.current", refusing(code))
    response = client.get("/en/")
    assert response.status_code == 503
    assert response["Retry-After"]


# A stampede: many readers of a page that nobody has rendered yet.


def stampede(render, readers: int = 8) -> list[HttpResponse]:
    cached, together = ResponseCache(render), Barrier(readers)

    def read(number: int) -> HttpResponse:
        together.wait()
        coding = ("gzip", "br", "")[number % 3]
        return cached(RequestFactory().get("/", headers={"accept-encoding": coding}))

    with ThreadPoolExecutor(readers) as threads:
        return list(threads.map(read, range(readers)))


class Page:
    def __init__(self, *statuses: int):
        self.rendered, self._lock, self._statuses = 0, Lock(), statuses

    def __call__(self, request) -> HttpResponse:
        with self._lock:
            number, self.rendered = self.rendered, self.rendered + 1
        time.sleep(0.2)
        status = self._statuses[min(number, len(self._statuses) - 1)]
        if not status:
            raise ZeroDivisionError
        return HttpResponse(f"page {number}" * 100, status=status)


@pytest.fixture
def same_version(monkeypatch):
    now = Version("now", 0)
    monkeypatch.setattr(version, "current", lambda: now)


@pytest.mark.usefixtures("same_version")
def test_many_readers_at_once_are_answered_by_one_rendering():
    page = Page(200)
    answers = stampede(page)
    assert page.rendered == 1
    assert len({answer["ETag"] for answer in answers}) == 3


@pytest.mark.usefixtures("same_version")
def test_what_cannot_be_cached_is_rendered_for_each_and_nobody_waits_in_line():
    page = Page(404)
    began = time.monotonic()
    answers = stampede(page)
    assert [answer.status_code for answer in answers] == [404] * 8
    assert page.rendered == 8
    assert time.monotonic() - began < 8 * 0.2


@pytest.mark.usefixtures("same_version")
def test_a_rendering_that_fails_frees_the_others():
    page = Page(0, 200)
    cached = ResponseCache(page)

    def read(number: int) -> int:
        time.sleep(number / 50)
        try:
            return cached(RequestFactory().get("/")).status_code
        except ZeroDivisionError:
            return 0

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(read, range(4))) == [0, 200, 200, 200]
    assert cached(RequestFactory().get("/")).status_code == 200


def test_who_has_waited_while_records_changed_is_not_given_the_old_page(monkeypatch):
    versions = [Version("old", 0), Version("new", 2)]
    monkeypatch.setattr(version, "current", lambda: versions[0])
    rendered = []

    def render(request) -> HttpResponse:
        rendered.append(versions[0].name)
        text = versions[0].name
        if len(rendered) == 1:
            time.sleep(0.3)
            versions.pop(0)
        return HttpResponse(text * 100)

    cached = ResponseCache(render)

    def read(number: int) -> HttpResponse:
        time.sleep(number / 10)
        return cached(RequestFactory().get("/"))

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(read, range(2))
    assert first.content.startswith(b"old")
    assert second.content.startswith(b"new")
