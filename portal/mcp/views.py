"""`/mcp`: one POST, one JSON answer. Anybody may ask, from any site, without a key."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from portal.mcp import tools
from portal.mcp.protocol import INVALID_REQUEST, Message, ProtocolError, answer, expect_version
from portal.mcp.tools import BadArgumentError
from portal.open_data.data import Data, site_of

LARGEST_BODY = 64 * 1024  # bytes
_SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type, MCP-Protocol-Version, Mcp-Method, "
    "Mcp-Name",
    "Access-Control-Max-Age": "86400",
}


@csrf_exempt  # it reads no cookie and changes nothing
def endpoint(request: HttpRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_SHARED | _PREFLIGHT)
    if request.method != "POST":  # there is no stream to GET, and no session to DELETE
        told = _error("POST a JSON-RPC message to this address.")
        return JsonResponse(told, status=405, headers=_SHARED | {"Allow": "POST, OPTIONS"})
    status, message = _answer(request)
    if message is None:
        return HttpResponse(status=status, headers=_SHARED)
    return JsonResponse(message, status=status, headers=_SHARED)


def _answer(request: HttpRequest) -> tuple[int, Message | None]:
    if request.content_type != "application/json":
        return 415, _error("The body must be application/json.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return 413, _error(f"The body is larger than {LARGEST_BODY} bytes.")
    try:
        expect_version(request.headers.get("MCP-Protocol-Version"))
    except ProtocolError as error:
        told = {"code": error.code, "message": str(error), "data": error.data}
        return error.status, {"jsonrpc": "2.0", "id": None, "error": told}
    site = site_of(request)
    known = tools.registered()

    def call(name: str, arguments: Data) -> tuple[Data, bool]:
        try:
            return known[name].call(arguments, site), False
        except BadArgumentError as error:
            return {"error": str(error)}, True

    return answer(request.body, lambda: [one.declaration() for one in known.values()], call)


def _error(sentence: str) -> Message:
    told = {"code": INVALID_REQUEST, "message": sentence}
    return {"jsonrpc": "2.0", "id": None, "error": told}
