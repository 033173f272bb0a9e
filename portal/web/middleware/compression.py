"""Compresses answers, except files that are sent in ranges of the bytes as they are stored."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware


class Compression(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)
