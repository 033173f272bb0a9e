"""Replaces raw NUL characters, which may come from an address, by a visible sign in pages."""

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from portal.web.forms.fields import NUL


class Printable(MiddlewareMixin):
    """A middleware, because any page may show part of its address."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and b"\x00" in response.content:
            response.content = response.content.replace(b"\x00", NUL.encode())
        return response
