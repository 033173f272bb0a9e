"""A cached answer: its headers and its body, encoded by one content coding."""

from typing import NamedTuple

from django.http import HttpResponse
from django.http.response import ResponseHeaders

from portal.web.response_cache.codings import IDENTITY, transcode


class Answer(NamedTuple):
    headers: ResponseHeaders
    coding: str
    body: bytes

    @classmethod
    def of(cls, response: HttpResponse, key: str, coding: str) -> "Answer":
        return cls(response.headers, IDENTITY, response.content).encoded(key, coding)

    def encoded(self, key: str, coding: str) -> "Answer":
        """In another coding, which has an ETag of its own."""
        body = transcode(self.body, self.coding, coding)
        headers = ResponseHeaders(self.headers)
        headers.pop("Content-Encoding")
        if coding:
            headers["Content-Encoding"] = coding
        headers["Content-Length"] = str(len(body))
        headers["ETag"] = etag(key, coding)
        return Answer(headers, coding, body)

    def response(self, *, with_body: bool) -> HttpResponse:
        response = HttpResponse(self.body if with_body else b"")
        # Checked when they were set; to check each again would take as long as all else here.
        response.headers._store = dict(self.headers._store)
        return response


def etag(key: str, coding: str) -> str:
    return f'"{key}-{coding}"' if coding else f'"{key}"'
