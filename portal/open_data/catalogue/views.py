"""Answers with the archive of the whole catalogue, or with the range of it that is asked for."""

import logging
import os
from collections.abc import Generator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from portal.open_data.catalogue import storing
from portal.open_data.data import Site
from portal.serving.sending import RETRY_AFTER, BusyError, Sending
from portal.web.ranges import asked_range

log = logging.getLogger(__name__)
PIECE = 2**16  # bytes
HEADERS = {
    "Content-Type": "application/zip",
    "Content-Disposition": 'attachment; filename="catalogue.zip"',
    "Access-Control-Allow-Origin": "*",
    "X-Robots-Tag": "noindex",
    "Accept-Ranges": "bytes",
    # Other than what pages say, so that it takes no room in the cache of answers.
    "Cache-Control": "public, no-cache",
}


def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The archive of the current version, which the first one who asks has to wait for.

    503 while as many downloads as may be are being sent, or if there is no room on the disk.
    """
    site = Site(f"{request.scheme}://{request.get_host()}")
    etag = f'"{storing.version(site)}"'
    known = HttpResponse(headers=HEADERS | {"ETag": etag})
    known = get_conditional_response(request, etag, response=known)
    if known.status_code != 200 or request.method == "HEAD":
        return known
    sent = _Sent(request, site)
    try:
        body = Sending(request, sent.open)
    except BusyError:
        return _later(f"正在下载的人多，请 {RETRY_AFTER} 秒后再试。")
    except OSError:
        log.exception("The archive of the catalogue cannot be made")
        return _later("整份下载现在做不出来，请稍后再试；各列表可以分别下载。")
    return StreamingHttpResponse(body, status=sent.status, headers=HEADERS | sent.headers)


class _Sent:
    """The archive, made and opened where a download has its place; then status and headers."""

    def __init__(self, request: HttpRequest, site: Site):
        self._request, self._site = request, site
        self.status, self.headers = 200, {}

    def open(self) -> Generator[bytes]:
        path = storing.archive(self._site)
        file, etag = path.open("rb"), f'"{path.stem.partition("-")[2]}"'
        size = os.fstat(file.fileno()).st_size
        start, end, self.status = asked_range(self._request, size, etag)
        self.headers = {"ETag": etag, "Content-Length": str(end - start)}
        if self.status == 206:
            self.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        elif self.status == 416:
            self.headers["Content-Range"] = f"bytes */{size}"
        return _pieces(file, start, end)


def _pieces(file: BinaryIO, start: int, end: int) -> Generator[bytes]:
    with file:
        file.seek(start)
        while start < end and (piece := file.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece


def _later(sentence: str) -> HttpResponse:
    response = HttpResponse(f"{sentence}\n", status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(RETRY_AFTER)
    return response
