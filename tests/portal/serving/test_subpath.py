"""The portal below a path of a host."""

import json
import re
from wsgiref.util import setup_testing_defaults

import pytest

from portal.serving.subpath import below
from tests.copies import copy_database, needs_sqlite, python


def asked(path: str, prefix: str) -> tuple[str, str]:
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        return []

    environ = {"PATH_INFO": path, "SCRIPT_NAME": "/said-by-a-header"}
    setup_testing_defaults(environ)
    below(application, prefix)(environ, None)
    return seen["SCRIPT_NAME"], seen["PATH_INFO"]


@pytest.mark.parametrize(
    ("path", "prefix", "seen"),
    [
        ("/timeline/about/", "/timeline", "/about/"),
        ("/timeline", "/timeline", "/"),
        ("/healthz", "/timeline", "/healthz"),
        ("/timelines/", "/timeline", "/timelines/"),
        ("/about/", "", "/about/"),
    ],
)
def test_only_the_environment_says_below_which_path(path, prefix, seen):
    assert asked(path, prefix) == (prefix, seen)


PAGES = """
import json
from portal.wsgi import application
import io, sys

def get(path, method="GET", body=b"", **headers):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.errors": sys.stderr, "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1", **headers}
    head = {}
    def start(status, headers, exc_info=None):
        head.update(status=status[:3], headers=headers)
    body = b"".join(application(environ, start)).decode()
    return {**head, "body": body}

print(json.dumps({
    "policies": get("/timeline/policies/", HTTP_SCRIPT_NAME="/x"),
    "style": get("/timeline/static/css/base.css"),
    "missing": get("/timeline/nothing-here/"),
    "robots": get("/timeline/robots.txt"),
    "sitemap": get("/timeline/sitemap.xml"),
    "pages": get("/timeline/sitemap-lists-1.xml"),
    "admin": get("/timeline/admin/"),
    "login": get("/timeline/admin/login/"),
    "theme": get("/timeline/appearance/", "POST", b"theme=dark&next=/timeline/about/"),
    "health": get("/healthz"),
}))
"""


@needs_sqlite
@pytest.mark.usefixtures("catalogue")
def test_every_address_and_cookie_is_below_it(tmp_path):
    path = copy_database(tmp_path / "copy.sqlite3")
    ran = python(path, PAGES, SCRIPT_NAME="/timeline/")
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)
    page = answers["policies"]["body"]
    assert answers["policies"]["status"] == answers["style"]["status"] == "200"
    assert answers["health"]["status"] == "200"
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page + answers["missing"]["body"])
    assert addresses
    assert [one for one in addresses if not one.startswith("/timeline/")] == []
    assert 'href="/timeline/en/policies/"' in page
    assert 'href="/timeline/static/css/base.css"' in page
    assert "Disallow: /timeline/admin/" in answers["robots"]["body"]
    assert "http://localhost/timeline/sitemap.xml" in answers["robots"]["body"]
    assert "<loc>http://localhost/timeline/sitemap-lists-1.xml<" in answers["sitemap"]["body"]
    assert "<loc>http://localhost/timeline/policies/</loc>" in answers["pages"]["body"]
    assert dict(answers["admin"]["headers"])["Location"].startswith("/timeline/admin/login/")
    assert dict(answers["theme"]["headers"])["Location"] == "/timeline/about/"
    for name in ("login", "theme"):
        cookies = [value for key, value in answers[name]["headers"] if key == "Set-Cookie"]
        assert cookies
        assert all("Path=/timeline/" in cookie for cookie in cookies)
