"""A database that can be read but not written serves its readers."""

import json

import pytest

from tests.copies import copy_database, needs_sqlite, python

VISITS = """
import json, django
django.setup()
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
curator = Client(raise_request_exception=False)
curator.force_login(get_user_model().objects.create_superuser("curator", password="curator"))
reader = Client(raise_request_exception=False)
connection.cursor().execute("PRAGMA query_only=ON")
pages = ["/", "/search/?q=数据", "/search/suggestions/?q=数据", "/policies/", "/bodies/",
    "/provinces/sichuan/", "/sources/", "/about/", "/sitemap.xml", "/readyz"]
login = reader.post("/admin/login/", {"username": "curator", "password": "wrong"})
print(json.dumps({
    "read": [[page, who.get(page).status_code] for page in pages for who in (reader, curator)],
    "admin": curator.get("/admin/policies/policy/1/change/").status_code,
    "login": [login.status_code, login.content.decode()],
}))
"""


@needs_sqlite
@pytest.mark.usefixtures("catalogue")
def test_pages_are_served_and_forms_say_that_nothing_can_be_saved(tmp_path):
    path = copy_database(tmp_path / "copy.sqlite3")
    ran = python(path, VISITS, DJANGO_SETTINGS_MODULE="tests.settings")
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)
    assert [one for one in answers["read"] if one[1] != 200] == []
    assert answers["admin"] == 200
    status, page = answers["login"]
    assert status == 503
    assert "只能读、不能写" in page
