"""Lets scripts of all sites read the API, also answers that are kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PATH = "/api/"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After, Allow",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class OpenToAllOrigins:
    """Middleware, before the response cache, whose 304 has none of an answer's headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PATH):
            for name, value in OPEN.items():
                response[name] = value
            if request.method == "OPTIONS":
                for name, value in PREFLIGHT.items():
                    response[name] = value
        return response
