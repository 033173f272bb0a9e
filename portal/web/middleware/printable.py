"""Replaces raw NUL characters, which may come from an address, by a visible sign in pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.web.forms.fields import NUL


def printable(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware, because any page may show part of its address."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and b"\x00" in response.content:
            response.content = response.content.replace(b"\x00", NUL.encode())
        return response

    return answer
