"""The OpenAPI document holds for every answer, and is enough to read the whole catalogue with."""

import importlib
import json
import re
import sys

import httpx
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from policies.models import Body, Milestone, Policy
from portal.api.schema.document import document
from portal.index.querysets import documents
from portal.models import Source
from portal.record_types import SEARCH
from tests.portal.api.reading import by_position

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "http://testserver"
# Values of which no description says whether they are held: a 400 says so.
HELD = {"body", "source", "number", "cursor", "from", "to", "q", "sort", "modified_since", "page"}


@pytest.fixture
def connected(catalogue):
    """Requests past the test client keep the connection, whose transaction the test is in."""
    ends = (request_started, request_finished)
    for one in ends:
        one.disconnect(close_old_connections)
    yield
    for one in ends:
        one.connect(close_old_connections)


described = schemathesis.openapi.from_dict(document(SITE))
described.app = WSGIHandler()
described.location = f"{SITE}/api/v1/openapi.json"


@described.parametrize()
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
def test_every_answer_is_as_described(case, connected):
    accepted = schemathesis.checks.CHECKS.get_one("positive_data_acceptance")
    response = case.call_and_validate(
        headers={"Accept-Encoding": "identity"}, excluded_checks=[accepted]
    )
    if case.meta.generation.mode.is_positive and response.status_code == 400:
        assert {one["parameter"] for one in response.json()["errors"]} <= HELD


@pytest.fixture
def generated(tmp_path, monkeypatch):
    """A client that a public generator has made of the document alone."""
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document(SITE)))
    config = Config.from_sources(
        ConfigFile(post_hooks=[], package_name_override="generated_client"),
        MetaType.NONE,
        file,
        "utf-8",
        overwrite=True,
        output_path=tmp_path / "generated_client",
    )
    assert list(generate(config=config)) == []
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("generated_client")
    for name in [one for one in sys.modules if one.startswith("generated_client")]:
        del sys.modules[name]


def as_answered(records) -> list[dict]:
    """Its moments are written with another name of UTC."""
    text = json.dumps([one.to_dict() for one in records])
    return json.loads(text.replace('+00:00"', 'Z"'))


def test_a_generated_client_reads_the_whole_catalogue(generated, catalogue, client):
    def through(request: httpx.Request) -> httpx.Response:
        answer = client.get(request.url.raw_path.decode())
        return httpx.Response(
            answer.status_code, headers=dict(answer.headers), content=answer.content
        )

    transport = {"transport": httpx.MockTransport(through)}
    made = generated.Client(base_url=SITE, httpx_args=transport, raise_on_unexpected_status=True)

    def read(tag: str, operation: str, **parameters) -> list:
        address = importlib.import_module(f"generated_client.api.{tag}.{operation}")
        found, cursor = [], "*"
        while cursor:
            answer = address.sync(client=made, cursor=cursor, page_size=20, **parameters)
            found += answer.results
            cursor = answer.next_ and httpx.URL(answer.next_).params["cursor"]
        assert len(found) == answer.count
        return found

    for tag, operation, model in (
        ("policies", "list_policies", Policy),
        ("milestones", "list_milestones", Milestone),
        ("bodies", "list_bodies", Body),
        ("sources", "list_sources", Source),
    ):
        records = read(tag, operation)
        assert {one.slug for one in records} == set(
            model.objects.published().values_list("slug", flat=True)
        )
        shown = by_position(client, f"{tag}/")
        assert as_answered(records) == shown
    found = read("search", "search")
    assert len(found) == documents().on(SEARCH).count()
    assert as_answered(found) == by_position(client, "search/")
    assert len(read("provinces", "list_provinces")) == 31
    for tag in ("citations", "errata", "relations", "differences"):
        assert as_answered(read(tag, f"list_{tag}")) == by_position(client, f"{tag}/")


def test_the_pages_say_what_there_is_in_both_languages_without_scripts_or_styles(client, catalogue):
    paths = document(SITE)["paths"]
    index = client.get("/api/v1/").json()
    assert {f"{SITE}{path}" for path in paths if "{" not in path} <= set(index.values())
    for address in ("/api/", "/en/api/", "/api/v1/docs/", "/en/api/v1/docs/"):
        page = client.get(address).content.decode()
        assert all(path in page for path in paths), address
        assert not re.search(r"<script>|<style|style=|https?://(?!testserver)", page)
    of_docs = client.get("/api/v1/docs/").content.decode()
    for name, schema in document(SITE)["components"]["schemas"].items():
        if "properties" in schema:
            assert f'id="{name}"' in of_docs
    english = client.get("/en/api/v1/docs/").content.decode()
    main = re.sub("(?s)<!--.*?-->|<footer.*", "", english[english.index("<main") :])
    assert not set(re.findall("[一-鿿]+", main)) - {"国发", "号", "等部门"}


def test_the_document_is_of_the_host_that_was_asked(client, catalogue):
    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == document(SITE)
    assert answer.json()["openapi"].startswith("3.1")
    assert client.get("/api/v1/openapi.json?foo=1").status_code == 400
