"""/healthz and /readyz for monitoring, which may use an IP address instead of a host name."""

import logging

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.changes import revision
from portal.web.middleware import unavailable

log = logging.getLogger(__name__)


class Health(MiddlewareMixin):
    """The first middleware, so that no check of host, cookies or HTTPS comes before it."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        view = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info)
        return view and view(request)


@never_cache
@require_safe
def healthz(request):
    """200 if the process runs."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """200 if the database answers and has our tables."""
    try:
        revision.current()
    except Error as error:
        log.error("readyz: %s", " ".join(str(error).split()))
        reason = _not_ready(error)
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def _not_ready(error: Error) -> str:
    if unavailable.is_unavailable(error):
        return "数据库没有应答。"
    return "数据库有应答，但没有本站的表：请运行 manage.py migrate。"
