"""Pages that other sites put into theirs: in any frame, without script, without a cookie."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

# Its own addresses follow <base>, so that links lead to the whole page and not to the frame.
_CHANGED = {"script-src": "'none'", "base-uri": "'self'", "frame-ancestors": "*"}


def embedded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view's page with a frame policy of its own; search engines are sent to the whole page."""

    @wraps(view)
    @xframe_options_exempt
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = _policy()
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown


def _policy() -> str:
    rules = dict(rule.split(" ", 1) for rule in settings.CONTENT_SECURITY_POLICY.split("; "))
    return "; ".join(f"{name} {value}" for name, value in (rules | _CHANGED).items())
