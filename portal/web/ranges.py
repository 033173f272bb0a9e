"""Parts of files, for downloads that go on where they were interrupted."""

import re

from django.http import HttpRequest

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int, int]:
    """Start, end and status; the whole file if several ranges are asked for, or none we know."""
    whole = 0, size, 200
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = asked.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return whole
    return (start, end, 206) if start < end else (0, 0, 416)
