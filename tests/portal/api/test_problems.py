"""Bad input and other methods: problem documents that name the parameter and what it takes."""

import json
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
from django.db import OperationalError

from policies.models import Milestone
from portal.api.forms import encoded
from portal.curation.workflow.transitions import TRANSITIONS, move
from tests.portal.api.reading import get, problem
from tests.universe import milestone

pytestmark = [pytest.mark.usefixtures("catalogue"), pytest.mark.one_database]


def errors(client, path: str, status: int = 400, **parameters) -> dict[str, dict]:
    return {one["parameter"]: one for one in problem(client, path, status, **parameters)["errors"]}


def test_all_errors_of_a_request_are_named_with_what_is_taken(client):
    found = errors(
        client,
        "timeline/",
        foo="1",
        year="abc",
        body="no-such-body",
        kind="poem",
        page="0",
        page_size="201",
        fields="title,poem",
        sort="up",
        to="2016-13",
        number="第五号",
        modified_since="yesterday",
    )
    assert "没有参数“foo”：可用" in found["foo"]["detail"]
    assert "page_size" in found["foo"]["takes"]
    assert "“abc”不是年份" in found["year"]["detail"]
    assert found["body"]["listed_at"] == "/api/v1/bodies/"
    assert "forum" in found["kind"]["takes"]
    assert "从 1 起的整数" in found["page"]["detail"]
    assert "1 至 200" in found["page_size"]["detail"]
    assert "“poem”" in found["fields"]["detail"]
    assert "printed_title" in found["fields"]["takes"]
    assert found["sort"]["takes"] == ["-date", "date", "relevance"]
    assert "2016-13" in found["to"]["detail"]
    assert "第五号" in found["number"]["detail"]
    assert "2026-11-27T09:40:00Z" in found["modified_since"]["detail"]


@pytest.mark.parametrize(
    "path", ["timeline/", "bodies/", "citations/", "policies/x/", "search/facets/"]
)
def test_an_unknown_or_empty_parameter_is_never_ignored(client, path):
    assert "foo" in errors(client, path, foo="1")
    assert errors(client, path, **{"format": "xml"})
    if path == "timeline/":
        assert "没有值" in errors(client, path, q="")["q"]["detail"]
        assert "只能给一个值" in errors(client, path, page=["1", "2"])["page"]["detail"]


def test_a_cursor_that_is_none_or_of_another_order(client):
    after = get(client, "timeline/", cursor="*", page_size=1)["next"]
    [real] = parse_qs(urlsplit(after).query)["cursor"]
    wrong = [
        "x",
        "数",
        "é",
        "=",
        encoded([]),
        encoded(["-date"]),
        encoded([1] * 5),
        "W10",
        "bnVsbA",
    ]
    wrong += [
        encoded(["-date", "2024-13-01", "2024-01-01", 1, "milestone"]),
        encoded(["-date", "2024-01-01", None, 1, "milestone"]),
        encoded(["-date", "2024-01-01", "2024-01-01", 2**70, "milestone"]),
        encoded(["-date", "2024-01-01", "2024-01-01", True, "milestone"]),
        encoded(["-date", "2024-01-01", "2024-01-01", 1, "poem"]),
        encoded(["-date", "2024-01-01", "2024-01-01", 1, []]),
        encoded([["-date"], "2024-01-01", "2024-01-01", 1, "milestone"]),
    ]
    for cursor in wrong:
        assert "不是这里的游标" in errors(client, "timeline/", cursor=cursor)["cursor"]["detail"]
    assert errors(client, "bodies/", cursor=real)
    for values in (["body", -1], ["poem", 1], [[], 1], ["body"]):
        assert errors(client, "bodies/", cursor=encoded(values))
    since = {"modified_since": "2020-01-01T00:00:00Z"}
    for values in (["2024", "policy", 1], ["2024-01-01T00:00:00", "policy", 1], [1, "policy", 1]):
        assert errors(client, "search/", cursor=encoded(values), **since)
    assert "sort=-date" in errors(client, "timeline/", cursor=real, sort="date")["cursor"]["detail"]
    relevance = errors(client, "search/", cursor="*", q="数据", sort="relevance")
    assert "请用 page" in relevance["cursor"]["detail"]
    assert "只能用一个" in errors(client, "timeline/", cursor="*", page="1")["cursor"]["detail"]


def test_a_harvest_is_not_filtered(client):
    since = {"modified_since": "2020-01-01T00:00:00Z"}
    for name, value in {"year": "2018", "sort": "date", "page": "1"}.items():
        assert (
            "modified_since"
            in errors(client, "timeline/", **since, **{name: value})[name]["detail"]
        )


def test_an_unknown_record_and_one_that_is_gone(client, curator):
    assert "没有标识为" in problem(client, "policies/no-such-record/", 404)["detail"]
    assert problem(client, "milestones/2015-08/", 404)["similar"]
    assert "这个地址" in problem(client, "poems/", 404)["detail"]
    withdrawn, deleted = (milestone(f"invented-{name}", "2018-06") for name in ("a", "b"))
    move(TRANSITIONS["withdraw"], Milestone, [withdrawn.pk], curator, "误收。")
    deleted.delete()
    gone = problem(client, "milestones/invented-a/", 410)
    assert "误收。" in gone["detail"]
    assert gone["withdrawn_on"]
    assert "已删除" in problem(client, "milestones/invented-b/", 410)["detail"]
    renamed = milestone("invented-c", "2018-06")
    renamed.slug = "invented-d"
    renamed.save()
    moved = client.get("/api/v1/milestones/invented-c/?fields=title")
    assert moved.status_code == 301
    assert moved["Location"] == "/api/v1/milestones/invented-d/?fields=title"


def test_methods_and_origins(client):
    for path in ("timeline/", "policies/no-such-record/", "openapi.json"):
        for method in ("post", "put", "patch", "delete", "trace"):
            refused = getattr(client, method)(f"/api/v1/{path}")
            assert refused.status_code == 405, (method, path)
            assert refused["Allow"] == "GET, HEAD, OPTIONS"
            assert refused["Content-Type"] == "application/problem+json"
            assert method.upper() in json.loads(refused.content)["detail"]
        asked = client.options(f"/api/v1/{path}", headers={"Origin": "https://other.example"})
        assert asked.status_code == 204
        assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert asked["Access-Control-Allow-Origin"] == "*"
    read, head = (getattr(client, name)("/api/v1/timeline/") for name in ("get", "head"))
    assert read["Access-Control-Allow-Origin"] == "*"
    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == read["Content-Length"]
    assert client.get("/api/v1/poems/")["Access-Control-Allow-Origin"] == "*"
    assert not client.get("/").has_header("Access-Control-Allow-Origin")


def test_faults_are_problems_too(client, monkeypatch):
    def unavailable(*args, **kwargs):
        raise OperationalError from psycopg2.OperationalError()

    monkeypatch.setattr("policies.api.views.Timeline", unavailable)
    assert problem(client, "timeline/", 503)["detail"].endswith("请稍后再试。")
    client.raise_request_exception = False
    monkeypatch.setattr("policies.api.views.Timeline", None)
    assert problem(client, "timeline/", 500)["title"] == "Internal Server Error"
    many = "&".join(f"year={number}" for number in range(2000))
    assert client.get(f"/api/v1/bodies/?{many}").json()["status"] == 400
