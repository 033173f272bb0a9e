"""Answers 405 to every method but GET and HEAD, except for views that take forms."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

METHODS = ("GET", "HEAD")


class ReadOnlyPages(MiddlewareMixin):
    """Middleware; placed before the CSRF middleware, which would answer 403 instead.

    The admin and `csrf_exempt` views take forms.
    """

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        takes_forms = "admin" in request.resolver_match.app_names
        if request.method in METHODS or takes_forms or getattr(view, "csrf_exempt", False):
            return None
        response = render(request, "405.html", {"method": request.method}, status=405)
        response["Allow"] = ", ".join(METHODS)
        return response
