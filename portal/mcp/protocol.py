"""The messages of the protocol: JSON-RPC, without sessions and without streams.

Clients before 2026-07-28 begin with `initialize`, later ones with `server/discover`; both are
answered alike, because nothing is remembered between two requests. Knows no Django.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

Message = dict[str, Any]
Call = Callable[[str, dict[str, Any]], tuple[Message, bool]]

# Newest first.
WITHOUT_HANDSHAKE = ("2026-07-28",)
WITH_HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26")
VERSIONS = WITHOUT_HANDSHAKE + WITH_HANDSHAKE
_VERSION_KEY = "io.modelcontextprotocol/protocolVersion"

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
UNSUPPORTED_VERSION = -32022
_STATUS = {METHOD_NOT_FOUND: 404}

INSTRUCTIONS = (
    "The catalogue of China's e-government policy: national policies, the chronicle 2014–2024 and "
    "excerpts from provincial plans, in Chinese, word for word from the sources cited with each "
    "record. Search words are Chinese. Cite a record by its id and version. An answer with "
    "held=false says that the catalogue does not hold what was asked: say so, do not guess."
)


class ProtocolError(Exception):
    def __init__(self, code: int, message: str, data: Any = None):
        super().__init__(message)
        self.code, self.data = code, data

    @property
    def status(self) -> int:
        return _STATUS.get(self.code, 400)


def answer(body: bytes, declarations: Callable[[], list[Message]], call: Call) -> tuple:
    """(HTTP status, message or None): to one request, or to a notification, which has no answer.

    `call` runs a tool by its name and arguments; it returns the result and whether that is an
    error, and raises KeyError for an unknown name.
    """
    id_ = None
    try:
        message = _parsed(body)
        id_ = message.get("id")
        if id_ is None:  # a notification
            return 202, None
        return 200, {"jsonrpc": "2.0", "id": id_, "result": _result(message, declarations, call)}
    except ProtocolError as error:
        told = {"code": error.code, "message": str(error)}
        if error.data is not None:
            told["data"] = error.data
        return error.status, {"jsonrpc": "2.0", "id": id_, "error": told}


def _parsed(body: bytes) -> Message:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(PARSE_ERROR, "The body is not JSON.") from error
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise ProtocolError(INVALID_REQUEST, "The body must be one JSON-RPC 2.0 message.")
    if not isinstance(message.get("method"), str):
        raise ProtocolError(INVALID_REQUEST, "The message has no method.")
    if not isinstance(message.get("id"), str | int | None):
        raise ProtocolError(INVALID_REQUEST, "An id must be a string or a whole number.")
    return message


def _result(message: Message, declarations: Callable[[], list[Message]], call: Call) -> Message:
    method, params = message["method"], message.get("params") or {}
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "params must be an object.")
    expect_version(_version(params))
    if method == "initialize":
        return _about(params)
    if method == "server/discover":
        return _complete(_about(params) | {"supportedVersions": list(VERSIONS)}, is_cacheable=True)
    if method == "ping":
        return {}
    if method == "tools/list":
        return _complete({"tools": declarations()}, is_cacheable=True)
    if method == "tools/call":
        return _complete(_called(params, call))
    raise ProtocolError(METHOD_NOT_FOUND, f"There is no method {method!r}.")


def _version(params: Mapping[str, Any]) -> str | None:
    meta = params.get("_meta")
    return meta.get(_VERSION_KEY) if isinstance(meta, dict) else None


def expect_version(version: str | None) -> None:
    """A request, or its header, that names no version is one of before there was a choice."""
    if version is not None and version not in VERSIONS:
        data = {"supported": list(VERSIONS), "requested": version}
        raise ProtocolError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)


def _about(params: Mapping[str, Any]) -> Message:
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in WITH_HANDSHAKE else WITH_HANDSHAKE[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "egov-policy-timeline", "version": "1"},
        "instructions": INSTRUCTIONS,
    }


def _complete(result: Message, *, is_cacheable: bool = False) -> Message:
    """What versions without a handshake ask of each result; older ones ignore it."""
    cached = {"ttlMs": 60_000, "cacheScope": "public"} if is_cacheable else {}
    return {"resultType": "complete"} | cached | result


def _called(params: Mapping[str, Any], call: Call) -> Message:
    name, arguments = params.get("name"), params.get("arguments") or {}
    if not isinstance(arguments, dict):
        raise ProtocolError(INVALID_PARAMS, "arguments must be an object.")
    try:
        result, is_error = call(name, arguments)
    except KeyError as error:
        raise ProtocolError(INVALID_PARAMS, f"There is no tool {name!r}.") from error
    text = json.dumps(result, ensure_ascii=False)
    return {
        "content": [{"type": "text", "text": text}],
        "structuredContent": result,
        "isError": is_error,
    }
