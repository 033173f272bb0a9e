"""Archived copies of sources, to be downloaded: never shown as a page of this site."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response

from portal.models import ArchivedCopy, Source, StoredFile
from portal.models.evidence.copies import SHORT
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn
from portal.web.ranges import asked_range

CONTENT_TYPES = {StoredFile.Form.PDF: "application/pdf", StoredFile.Form.HTML: "text/html"}
# The browser runs nothing in it and loads nothing for it, even if it should open it by itself.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    # Stored by others, but asked for again each time, because its source may be withdrawn.
    # Other than what pages say, so that it takes no room in the cache of answers.
    "Cache-Control": "public, no-cache",
    "Accept-Ranges": "bytes",
}


def address(source: Source, copy: ArchivedCopy) -> str:
    return reverse("source_copy", args=[source.slug, copy.sha256[:SHORT], copy.form])


def copy(request: HttpRequest, slug: str, sha256: str, form: str) -> HttpResponseBase:
    """`sha256` is the beginning of the checksum that stands in the address."""
    source = find(Source.objects.with_address(), slug)
    if source.is_withdrawn:
        return withdrawn(request, source)
    found = source.copies.filter(sha256__startswith=sha256, form=form).first()
    if found is None or found.file_name != f"{sha256}.{form}":
        raise Http404(f"{slug} {sha256}.{form}")
    return file_of(request, source, found)


def file_of(request: HttpRequest, source: Source, copy: ArchivedCopy) -> HttpResponseBase:
    """The file, or the range of it that is asked for; 304 to who has it already."""
    etag = f'"{copy.sha256}"'
    start, end, status = asked_range(request, copy.size, etag)
    headers = HEADERS | {
        "Content-Type": CONTENT_TYPES[copy.form],
        "Content-Disposition": f'attachment; filename="{source.slug}-{copy.file_name}"',
        "ETag": etag,
    }
    if status == 416:
        headers["Content-Range"] = f"bytes */{copy.size}"
        return HttpResponse(status=416, headers=headers)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{copy.size}"
    headers["Content-Length"] = str(end - start)
    body = StoredFile.objects.pieces(copy.sha256, start, end) if request.method == "GET" else ()
    response = StreamingHttpResponse(body, status=status, headers=headers)
    return get_conditional_response(request, etag, response=response)
