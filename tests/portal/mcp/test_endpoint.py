"""The endpoint as clients use it: with the protocol's own client, and against the lists."""

import asyncio
import json
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue

import httpx2
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from policies.lists.timeline import Timeline
from policies.models import Milestone
from portal import record_types
from portal.models.curated import State
from portal.open_data.data import Site
from tests.universe import crowd, milestone

pytestmark = pytest.mark.django_db
URL = "http://testserver/mcp"


class InProcess(httpx2.AsyncBaseTransport):
    """Leaves requests to the thread of the test, whose transaction is rolled back."""

    def __init__(self, requests: Queue):
        self.requests = requests

    async def handle_async_request(self, request):
        told = Future()
        self.requests.put((request, await request.aread(), told))
        return await asyncio.wrap_future(told)


def answer(client, request, body: bytes) -> httpx2.Response:
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    kind = headers.pop("content-type", "")
    found = client.generic(request.method, "/mcp", body, content_type=kind, headers=headers)
    return httpx2.Response(found.status_code, headers=dict(found.items()), content=found.content)


@pytest.fixture
def ask(client):
    """Ask several tools with the protocol's own client → (result, whether it is an error)."""
    requests = Queue()

    async def asked(calls, mode):
        http = httpx2.AsyncClient(transport=InProcess(requests))
        async with Client(streamable_http_client(URL, http_client=http), mode=mode) as connected:
            names = [tool.name for tool in (await connected.list_tools()).tools]
            found = [await connected.call_tool(name, given) for name, given in calls]
        for one in found:
            assert json.loads(one.content[0].text) == one.structured_content
        return names, [(one.structured_content, bool(one.is_error)) for one in found]

    def ask(*calls, mode="auto"):
        with ThreadPoolExecutor(1) as thread:  # the loop of a browser test may run in this one
            done = thread.submit(lambda: asyncio.run(asked(calls, mode)))
            done.add_done_callback(lambda _: requests.put(None))
            while waiting := requests.get():
                request, body, told = waiting
                told.set_result(answer(client, request, body))
            return done.result()

    return ask


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_answers_a_client(ask, mode):
    calls = {
        "search": {"q": "一网通办", "page_size": 3},
        "timeline": {"year": [2018], "body": "guowuyuan"},
        "record": {"type": "milestone", "slug": "2024-05-31"},
        "bodies": {"q": "国务院"},
        "differences": {},
        "coverage": {},
        "provinces": {"province": ["beijing"]},
    }
    names, answers = ask(*calls.items(), mode=mode)
    assert set(names) == set(calls)
    for name, (told, is_error) in zip(calls, answers, strict=True):
        assert not is_error, name
        assert told["held"] is True, name
        assert told["permalink"].startswith("http://testserver/"), name
    record = answers[2][0]
    assert record["record"]["citations"][0]["source"] == "egov-report-2014-2024"
    assert "国家政务服务平台" in record["source_lines"][0]["text"]
    assert record["record"]["version"] == 1


@pytest.mark.parametrize(
    ("tool", "scope", "given"),
    [
        ("timeline", "timeline", {"from": "2016-07", "kind": ["document", "meeting"]}),
        ("timeline", "timeline", {"sort": "date", "source": "egov-report-2014-2024"}),
        ("search", "search", {"q": "数据 -共享", "sort": "relevance"}),
    ],
)
def test_an_answer_is_the_list_of_its_page(ask, client, tool, scope, given):
    query = QueryDict(mutable=True)
    for name, value in given.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    listed = Timeline(query, scope)
    keys = listed.keys(slice(50, 100))
    expected = list(record_types.fetch_data(keys, Site("http://testserver")).values())
    _, [(told, _)] = ask((tool, given | {"page": 2 if expected else 1, "page_size": 50}))
    assert told["count"] == len(listed)
    if expected:
        assert told["results"] == expected
    assert str(len(listed)) in client.get(told["permalink"]).content.decode()


def test_what_is_not_held_is_said(ask):
    milestone("invented-gone", "2018-06")
    gone = Milestone.objects.filter(slug="invented-gone")
    fields = {"withdrawn_on": "2026-11-28", "withdrawn_because": "编造的理由"}
    gone.update(state=State.WITHDRAWN, **fields)
    milestone("invented-draft", "2018-06", state=State.DRAFT)
    calls = {
        "years_not_covered": ("timeline", {"year": ["2031"]}),
        "nothing_found": ("search", {"q": "量子纠缠"}),
        "withdrawn": ("record", {"type": "milestone", "slug": "invented-gone"}),
        "no_such_record": ("record", {"type": "milestone", "slug": "invented-draft"}),
        "no_such_body": ("bodies", {"q": "编造部"}),
        "no_such_province": ("provinces", {"province": ["atlantis"]}),
    }
    _, answers = ask(*calls.values())
    for reason, (told, is_error) in zip(calls, answers, strict=True):
        assert not is_error
        assert told["held"] is False
        assert told["not_held"]["reason"] == reason
    assert answers[2][0]["not_held"]["because"] == "编造的理由"


@pytest.mark.parametrize(
    ("tool", "given", "named"),
    [
        ("timeline", {"year": ["abc"]}, "abc"),
        ("timeline", {"decade": 201}, "decade"),
        ("timeline", {"page": "1"}, "page"),
        ("timeline", {"page": 999}, "999"),
        ("timeline", {"page_size": 51}, "page_size"),
        ("timeline", {"q": ["a", "b"]}, "q"),
        ("timeline", {"q": True}, "q"),
        ("timeline", {"q": "数\0据"}, "q"),
        ("timeline", {"q": "\ud800"}, "q"),
        ("record", {"type": "milestone"}, "slug"),
        ("record", {"type": "meeting", "slug": "x"}, "meeting"),
    ],
)
def test_a_bad_argument_is_named(client, tool, given, named):
    """The client would not send all of these."""
    params = {"name": tool, "arguments": given}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    answer = client.post("/mcp", json.dumps(message), content_type="application/json")
    assert answer.status_code == 200
    result = answer.json()["result"]
    assert result["isError"] is True
    assert named in result["structuredContent"]["error"]


def test_a_question_costs_a_fixed_number_of_queries(client):
    def cost(tool, **given) -> int:
        params = {"name": tool, "arguments": given}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/mcp", json.dumps(message), content_type="application/json")
        assert answer.json()["result"]["structuredContent"]["held"] is True
        cache.clear()
        return len(queries)

    def costs():
        return {
            "timeline": cost("timeline", page_size=50, sort="date"),
            "search": cost("search", q="数据"),
            "record": cost("record", type="milestone", slug="2015-08-31"),
            "bodies": cost("bodies"),
            "differences": cost("differences"),
            "coverage": cost("coverage"),
            "provinces": cost("provinces"),
        }

    costs()  # the SQL of some queries is built once
    before = costs()
    crowd(300)
    assert costs() == before
    assert max(before.values()) <= 16, before


def test_other_requests_are_refused(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        got = client.get("/mcp")
        assert (got.status_code, got["Allow"]) == (405, "POST, OPTIONS")
        assert client.delete("/mcp").status_code == 405
        assert client.post("/mcp", {"a": "b"}).status_code == 415
        large = "x" * 70_000
        assert client.post("/mcp", large, content_type="application/json").status_code == 413
        headers = {"MCP-Protocol-Version": "1999-01-01"}
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
        json_ = "application/json"
        assert client.post("/mcp", body, content_type=json_, headers=headers).status_code == 400
        asked = client.options("/mcp", headers={"Origin": "https://elsewhere.example"})
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert not asked.cookies
