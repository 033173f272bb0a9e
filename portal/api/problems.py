"""Errors of the API as problem details (RFC 9457).

`title` is the status in English, `detail` a Chinese sentence. Errors of parameters are listed in
`errors`, each with the parameter, a sentence that quotes the value, and what it takes.
"""

import json
import sys
from http import HTTPStatus
from typing import Any

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.exceptions import MethodNotAllowed

from portal.web.forms.paging import BeyondLastPage
from portal.web.middleware import unavailable
from portal.web.pages import views
from portal.web.pages.lookup import UnknownRecord

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1/"  # addresses below it are answered with JSON, also those of nothing


class Problem(Exception):  # noqa: N818 - the RFC's name
    """An error for the client; `members` are further members of the document."""

    def __init__(self, status: int, detail: str, **members: Any):
        super().__init__(detail)
        self.status, self.detail, self.members = status, detail, members

    def response(self) -> HttpResponse:
        document = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        return HttpResponse(
            json.dumps(document | self.members, ensure_ascii=False),
            content_type=MEDIA_TYPE,
            status=self.status,
        )


def bad_parameters(errors: list[dict], status: int = 400) -> Problem:
    return Problem(status, " ".join(one["detail"] for one in errors), errors=errors)


def answer(exception: Exception, context: dict) -> HttpResponseBase | None:
    """What the API answers to an exception of a view; None for a fault of our own."""
    request = context["request"]._request
    if isinstance(exception, Problem):
        return exception.response()
    if isinstance(exception, MethodNotAllowed):
        detail = f"“{request.method}”不可用：这里只读，可用 GET 或 HEAD。"
        return Problem(405, detail).response()
    if isinstance(exception, Http404):
        return not_found(request, exception)
    if isinstance(exception, Error):
        return _unavailable(exception)
    return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """301 to a record that has moved, 410 for a deleted one, otherwise 404."""
    if isinstance(exception, BeyondLastPage):
        error = {"parameter": "page", "detail": str(exception)}
        return bad_parameters([error], 404).response()
    if not isinstance(exception, UnknownRecord):
        return Problem(404, f"没有“{request.path}”这个地址：可用的见 /api/v1/。").response()
    if record := exception.moved_to():
        return views.moved(request, record)
    if exception.last_public is not None:
        return Problem(410, f"“{exception.slug}”已删除。").response()
    similar = [one.slug for one in exception.similar()]
    return Problem(404, f"没有标识为“{exception.slug}”的记录。", similar=similar).response()


def _unavailable(exception: BaseException | None) -> HttpResponse | None:
    if not unavailable.is_unavailable(exception):
        return None
    unavailable.log.error("503 for the API: %s", " ".join(str(exception).split()))
    response = Problem(503, "数据库暂时没有应答，请稍后再试。").response()
    response["Retry-After"] = str(unavailable.RETRY_AFTER)
    return response


# The handlers of the whole portal: outside the API they show pages.


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_of_api(request):
        return views.bad_request(request, exception)
    return Problem(400, "请求无法识别，如参数过多。").response()


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_of_api = _is_of_api(request)
    return (not_found if is_of_api else views.not_found)(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    if not _is_of_api(request):
        return views.server_error(request)
    found = _unavailable(sys.exception())
    return found or Problem(500, "本站出错了，已记入日志。").response()


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)
