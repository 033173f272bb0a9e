"""Sources, about, health and the addresses that every site has."""

import re
import sqlite3

import pytest
from django.conf import settings
from django.test import Client, override_settings
from protego import Protego

from policies.models import Difference, Milestone, Policy
from portal.models import Source
from provinces.models import Excerpt, Unit
from tests import sitemap
from tests.refusals import refusing

pytestmark = pytest.mark.usefixtures("catalogue")

CHRONICLE = "/sources/egov-report-2014-2024/"


def test_each_line_of_a_source_has_its_anchor(client):
    page = client.get(CHRONICLE).content.decode()
    lines = Source.objects.get(slug="egov-report-2014-2024").lines.count()
    assert re.findall(r'<li id="L(\d+)"', page) == [str(number) for number in range(1, lines + 1)]


def test_a_records_lines_are_marked_and_lead_back_to_it(client):
    page = client.get(CHRONICLE, {"lines": "8-10"}).content.decode()
    assert re.findall(r'<li id="L(\d+)" class="marked"', page) == ["8", "9", "10"]
    assert 'href="/milestones/2014-11-26/"' in page


@pytest.mark.parametrize("lines", ["x", "0", "10-8", "9999", "8-", "-", "８", "1-99999999999"])
def test_lines_that_are_not_there_are_answered_with_400_naming_them(client, lines):
    response = client.get(CHRONICLE, {"lines": lines})
    assert response.status_code == 400
    assert f"参数 lines：“{lines}”" in response.content.decode()


@pytest.mark.parametrize("slug", ["egov-report-2014-2024", "guanyan-policy-tables"])
def test_the_plain_text_of_a_source_is_byte_for_byte_the_file_kept(client, slug):
    kept = (settings.BASE_DIR / "fixtures" / "sources" / f"{slug}.txt").read_bytes()
    assert client.get(f"/sources/{slug}.txt").getvalue().rstrip(b"\n") == kept.rstrip(b"\n")


def test_about_counts_what_is_there(client):
    page = re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", client.get("/about/").content.decode()))
    counted = {"国家政策": Policy, "大事记条目": Milestone, "来源分歧": Difference}
    counted |= {"省级行政区": Unit, "规划摘录": Excerpt}
    for name, model in counted.items():
        assert f"{name}{model.objects.count()}" in page
    lacking = Unit.objects.filter(excerpts=None).order_by("code").values_list("name", flat=True)
    assert f"来源没有摘录的：{'、'.join(lacking)}" in page


def test_an_unknown_address_is_a_404_in_chinese(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/policies/x/", "/milestones/x/", "/bodies/x/", "/provinces/x/", "/sources/x/"]
)
def test_an_unknown_record_is_a_404(client, address):
    assert client.get(address).status_code == 404


def test_a_form_without_its_token_is_a_403_in_chinese():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "表单已经过期" in response.content.decode()


def test_the_process_and_the_database_answer(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_a_database_that_does_not_answer_is_a_503(client, monkeypatch):
    for code, reason in (
        (sqlite3.SQLITE_BUSY, "没有应答"),
        (sqlite3.SQLITE_ERROR, "manage.py migrate"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr("portal.changes.revision.current", refusing(code))
            answer = client.get("/readyz")
            assert (answer.status_code, client.get("/healthz").status_code) == (503, 200)
            assert reason in answer.json()["reason"]


def test_crawlers_are_kept_out_of_filters_and_not_out_of_records(client):
    robots = Protego.parse(client.get("/robots.txt").content.decode())
    assert list(robots.sitemaps) == ["http://testserver/sitemap.xml"]
    theirs = ["/", "/en/", "/?page=2", "/policies/?page=3", "/en/milestones/?page=2", "/about/"]
    theirs += ["/milestones/2016-09-25/", "/en/provinces/anhui/", "/policies/a.bib", "/id/policy/a"]
    theirs += ["/static/css/base.css", *sitemap.paths(client)]
    for path in theirs:
        assert robots.can_fetch(f"http://testserver{path}", "anybody"), path
    refused = ["/?year=2018", "/policies/?kind=document&body=a", "/?page=2&year=2018"]
    refused += ["/en/?q=a", "/milestones/a/?q=b", "/bodies/a/?page=2&page_size=9", "/admin/login/"]
    for path in refused:
        assert not robots.can_fetch(f"http://testserver{path}", "anybody"), path


def test_the_content_security_policy_is_strict(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/policies/",
        "/milestones/2016-09-25/",
        "/provinces/anhui/",
        "/differences/",
        "/about/",
        "/admin/login/",
    ],
)
def test_no_page_holds_an_inline_script_or_style(client, address):
    page = client.get(address).content.decode()
    run = r'<script(?![^>]* src=| type="application/ld.json")'  # which holds data
    assert not re.search(rf"<style|style=|{run}|\son\w+=", page)


@override_settings(ALLOWED_HOSTS=["example.org"])
def test_a_foreign_host_name_is_a_400(client):
    assert client.get("/").status_code == 400
