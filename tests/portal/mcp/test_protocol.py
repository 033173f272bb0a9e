"""Messages that are wrong are refused in a sentence, and never run a tool."""

import json

import pytest

from portal.mcp.protocol import VERSIONS, answer

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}


def told(body, call=None) -> tuple[int, dict | None]:
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answer(body, lambda: [{"name": "echo"}], call or (lambda name, given: ({}, False)))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, -32700),
        (b"[" * 100_000, 400, -32700),
        ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], 400, -32600),
        ({"id": 1, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1}, 400, -32600),
        ({"jsonrpc": "2.0", "id": [1], "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, 400, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}, 404, -32601),
        (
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": "x", "arguments": 1},
            },
            400,
            -32602,
        ),
    ],
)
def test_wrong_messages(body, status, code):
    found = told(body)
    assert found[0] == status
    assert found[1]["error"]["code"] == code


def test_an_unknown_tool_and_an_unknown_version_are_named():
    def unknown(name, given):
        raise KeyError(name)

    call = {"jsonrpc": "2.0", "id": "a", "method": "tools/call", "params": {"name": "drop"}}
    _, message = told(call, unknown)
    assert (message["id"], message["error"]["message"]) == ("a", "There is no tool 'drop'.")
    meta = {"_meta": {"io.modelcontextprotocol/protocolVersion": "1999-01-01"}}
    status, message = told(call | {"params": meta})
    assert status == 400
    assert message["error"]["data"] == {"supported": list(VERSIONS), "requested": "1999-01-01"}


def test_both_beginnings_are_answered_and_a_notification_is_not():
    begin = {"jsonrpc": "2.0", "id": 1, "method": "initialize"}
    _, message = told(begin | {"params": {"protocolVersion": "2025-06-18"}})
    assert message["result"]["protocolVersion"] == "2025-06-18"
    _, message = told(begin | {"method": "server/discover"})
    assert message["result"]["supportedVersions"] == list(VERSIONS)
    assert told({"jsonrpc": "2.0", "method": "notifications/initialized"}) == (202, None)
