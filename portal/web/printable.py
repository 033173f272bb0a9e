"""A raw NUL, which an address may have, stands in no page: it is shown as its sign."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.web.form_fields import NUL


def printable(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware: a page may show any part of what it was asked for, so all are seen to here."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and b"\x00" in response.content:
            response.content = response.content.replace(b"\x00", NUL.encode())
        return response

    return answer
