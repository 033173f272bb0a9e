"""Pages that are only read answer every other method with 405, and say which they take."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

METHODS = ("GET", "HEAD")


class OnlyRead:
    """Stands before the protection against forged forms, which would call a page a form (403).

    The admin takes forms; so does a view that settles for itself what a forged one may do
    (`csrf_exempt`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        takes_forms = "admin" in request.resolver_match.app_names
        if request.method in METHODS or takes_forms or getattr(view, "csrf_exempt", False):
            return None
        response = render(request, "405.html", {"method": request.method}, status=405)
        response["Allow"] = ", ".join(METHODS)
        return response
