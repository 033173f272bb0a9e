"""Compresses answers, except files that are sent in ranges of the bytes as they are stored.

A workbook is compressed already.
"""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware


class Compression(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_workbook = response.get("Content-Type", "").endswith(".sheet")
        if is_workbook or response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)
