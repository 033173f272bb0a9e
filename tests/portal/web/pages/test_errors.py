"""Error pages help: they say what is wrong in both languages, and lead on."""

import re
import sqlite3

import psycopg2
import psycopg2.errors
import pytest
from django.test import Client, override_settings

from portal.web.pages.lookup import words_of
from tests.refusals import refusing

pytestmark = pytest.mark.usefixtures("catalogue")


def main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_an_unknown_record_offers_those_alike_and_a_search_for_its_words(client):
    page = main(client.get("/policies/cujin-dashuju-fazhan/"))
    assert "没有这条记录" in page
    assert 'href="/policies/cujin-dashuju-fazhan-xingdong-gangyao/"' in page
    assert 'name="q" value="cujin dashuju fazhan"' in page


@pytest.mark.parametrize(
    ("address", "alike"),
    [
        ("/milestones/2016-09-26/", "/milestones/2016-09-25/"),
        ("/bodies/guojia/", "/bodies/guojia-"),
        ("/sources/egov-report/", "/sources/egov-report-2014-2024/"),
    ],
)
def test_what_is_alike_begins_alike_as_far_as_it_can(client, address, alike):
    assert f'href="{alike}' in main(client.get(address))


def test_an_address_in_chinese_becomes_a_search(client):
    page = main(client.get("/policies/数字政府/"))
    assert 'name="q" value="数字政府"' in page
    assert re.search(r'<form class="search" action="/search/"', page)


def test_words_are_read_off_the_last_part_of_an_address():
    assert words_of("/policies/shuzi-zhengfu/") == "shuzi zhengfu"
    assert words_of("/") == ""


def test_a_wrong_page_says_how_many_there_are(client):
    response = client.get("/?page=99")
    assert response.status_code == 404
    assert "没有第 99 页：一共 1 页。" in main(response)


@pytest.mark.parametrize("address", ["/", "/en/policies/"])
def test_a_database_that_does_not_answer_is_a_503_that_says_when_to_come_back(
    client, monkeypatch, address
):
    monkeypatch.setattr("portal.changes.revision.current", refusing(sqlite3.SQLITE_CANTOPEN))
    response = client.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert ("数据库没有应答" if address == "/" else "database") in main(response)


def test_the_log_names_what_the_database_said(client, monkeypatch, caplog):
    monkeypatch.setattr(
        "portal.changes.revision.current", refusing(sqlite3.SQLITE_IOERR, "disk I/O error")
    )
    client.get("/policies/")
    assert "503 for GET /policies/: disk I/O error" in caplog.text


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (refusing(sqlite3.SQLITE_BUSY, "database is locked"), 503),
        (refusing(sqlite3.SQLITE_READONLY, "attempt to write a readonly database"), 503),
        (refusing(sqlite3.SQLITE_ERROR, "no such table: nix"), 500),
        (refusing(sqlite3.SQLITE_ERROR, "too many SQL variables"), 500),
        (refusing(psycopg2.OperationalError("server closed the connection unexpectedly")), 503),
        (refusing(psycopg2.errors.StatementTooComplex("too many arguments"), code="54023"), 500),
        (refusing(psycopg2.errors.ReadOnlySqlTransaction("read-only"), code="25006"), 503),
    ],
)
def test_only_a_database_that_cannot_serve_is_a_503(client, monkeypatch, caplog, refusal, status):
    monkeypatch.setattr("portal.changes.revision.current", refusal)
    client.raise_request_exception = False
    assert client.get("/policies/").status_code == status
    assert ("Traceback" in caplog.text) == (status == 500)


def test_a_session_that_cannot_be_written_is_a_503_too(client, monkeypatch):
    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_response",
        refusing(sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    )
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 503
    assert "只能读、不能写" in main(response)


def test_a_long_unknown_address_costs_no_more_queries_than_a_short_one(
    client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        response = client.get(f"/policies/cujin{'-a' * 4000}/")
    assert response.status_code == 404
    assert 'href="/policies/cujin-dashuju-fazhan-xingdong-gangyao/"' in main(response)


def test_an_address_of_hyphens_alone_is_like_no_other(client):
    assert 'href="/policies/' not in main(client.get("/policies/---/")).replace('"/policies/"', "")


READ = (
    *("/", "/en/", "/policies/", "/search/?q=数据", "/search/suggestions/?q=数据"),
    *("/milestones/2018-12-08/", "/en/provinces/anhui/", "/sources/egov-report-2014-2024.txt"),
    *("/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/favicon.ico"),
)


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_a_page_that_is_only_read_says_which_methods_it_takes(method):
    asking = Client(enforce_csrf_checks=True)
    for address in READ:
        response = getattr(asking, method)(address)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD"), address
    page = getattr(asking, method)("/")
    assert f"不接受 {method.upper()} 请求" in main(page)


def test_what_takes_forms_still_takes_them():
    asking = Client(enforce_csrf_checks=True)
    assert asking.post("/appearance/", {"theme": "dark"}).status_code == 302
    assert asking.post("/admin/login/", {"username": "nobody"}).status_code == 403
    assert asking.post("/nowhere/").status_code == 404


def test_a_failure_of_ours_is_a_500_in_words(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("policies.pages.list_views.render_list", fail)
    client.raise_request_exception = False
    response = client.get("/policies/")
    assert response.status_code == 500
    assert "服务器出了错" in main(response)


@override_settings(ALLOWED_HOSTS=["example.org"])
def test_a_foreign_host_name_is_a_400_in_words(client):
    response = client.get("/")
    assert response.status_code == 400
    assert "这个请求的格式不对" in main(response)


def test_the_fifth_wrong_password_is_a_429_for_that_name_only(client, curator):
    def attempt(name, password):
        return client.post("/admin/login/", {"username": name, "password": password})

    answers = [attempt("curator", "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = attempt("curator", "curator")
    assert locked.status_code == 429
    assert "请过一刻钟再试" in main(locked)
    assert attempt("somebody", "wrong").status_code == 200
    assert Client().get("/").status_code == 200
