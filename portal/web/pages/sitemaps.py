"""The sitemap: an index of files, each with the addresses of one record type or of the lists.

A file covers a range of primary keys. So it is read without the rows before it, and a record
stays in the same file whatever is added or withdrawn.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.html import escape

from portal import record_types
from portal.models import Source
from portal.web.addresses import is_known

PER_FILE = 10_000  # primary keys; search engines accept 50,000 addresses in a file
LISTS = "lists"
# Pages of no list, each as soon as there is one.
_OTHERS = ("about/coverage/", "about/findings/", "about/data/", "about/verify/", "compare/")
_OTHERS += ("figures/", "api/", "api/v1/docs/")
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{kind}>\n'
)


def index(request: HttpRequest) -> HttpResponse:
    """The addresses of all files that are not empty; one query for each record type."""
    files = [(reverse("sitemap_file", args=[LISTS, 1]), None)]
    for name, records in _sections().items():
        numbered = _with_lastmod(records()).annotate(in_file=F("pk") / PER_FILE + 1)
        numbered = numbered.order_by("in_file").values_list("in_file")
        for number, modified in numbered.annotate(last=Max("lastmod")):
            files.append((reverse("sitemap_file", args=[name, number]), modified))
    return _answer(request, "sitemapindex", "sitemap", files)


def file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One file; one query."""
    entries = list(_entries(name, number))
    if not entries:
        raise Http404(f"{name} {number}")
    return _answer(request, "urlset", "url", entries)


def _sections() -> dict[str, Callable[[], QuerySet]]:
    """Name of a section in the address → the records in it."""
    types = {one.name: one.in_sitemap for one in record_types.registered() if one.in_sitemap}
    return {"source": Source.objects.published} | types


def _entries(name: str, number: int) -> Iterator[tuple[str, datetime | None]]:
    """(address, last modification if known) of the lists, or of the records of one file."""
    if name == LISTS and number == 1:
        lists = [type_.list_page for type_ in record_types.registered() if type_.list_page]
        yield from ((reverse(page), None) for page in ["timeline", *lists, "sources", "about"])
        prefix = get_script_prefix()
        yield from ((prefix + path, None) for path in _OTHERS if is_known(f"/{path}"))
    if records := _sections().get(name):
        first = (number - 1) * PER_FILE
        found = _with_lastmod(records()).filter(pk__gte=first, pk__lt=first + PER_FILE)
        # An address follows from the slug, so no other column is read.
        for record in found.order_by("pk").only("slug").iterator():
            yield record.get_absolute_url(), record.lastmod


def _with_lastmod(records: QuerySet) -> QuerySet:
    given = "lastmod" in records.query.annotations
    return records if given else records.annotate(lastmod=F("modified_at"))


def _answer(request: HttpRequest, kind: str, item: str, entries) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    lines = (
        f"<{item}><loc>{escape(site + address)}</loc>{_lastmod(modified)}</{item}>\n"
        for address, modified in entries
    )
    text = _DOCUMENT.format(kind=kind, lines="".join(lines))
    # The files themselves are no search results.
    headers = {"X-Robots-Tag": "noindex, noodp, noarchive"}
    return HttpResponse(text, content_type="application/xml", headers=headers)


def _lastmod(modified: datetime | None) -> str:
    if modified is None:
        return ""
    return f"<lastmod>{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
