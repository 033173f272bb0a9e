"""Pages about the portal itself: sources, about, health."""

import re
import sys

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

from portal.models import Record, Slugged, Source
from portal.record_types import functions
from portal.web.forms.paging import BeyondLastPage
from portal.web.lookup import UnknownRecord, find, words_of
from portal.web.middleware import unavailable
from portal.web.withdrawn import withdrawn

_LINES = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")


def sources(request):
    return render(request, "portal/sources.html", {"sources": Source.objects.published()})


def source(request, slug):
    """The source's text line by line; `lines=12-15` marks some of them."""
    shown = find(Source.objects.with_address().prefetch_related("lines"), slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    asked = request.GET.get("lines", "")
    marked, error = _marked(asked, len(shown.lines.all()))
    owners = _owners(shown)
    lines = [
        {"line": line, "marked": line.number in marked, "record": owners.get(line.number)}
        for line in shown.lines.all()
    ]
    context = {"source": shown, "lines": lines, "asked": asked, "marked": marked, "error": error}
    return render(request, "portal/source.html", context, status=400 if error else 200)


def _marked(asked: str, last: int) -> tuple[range, str]:
    if not asked:
        return range(0), ""
    match = _LINES.fullmatch(asked)
    start, end = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= start <= end <= last:
        sentence = gettext("“%(lines)s”不是本文的行号：请写作 12 或 12-15，最大 %(last)s。")
        return range(0), sentence % {"lines": asked, "last": last}
    return range(start, end + 1), ""


def _owners(source: Source) -> dict[int, Record]:
    """Line number → the record that begins on it."""
    return {
        record.line_start: record
        for model in apps.get_models()
        if issubclass(model, Record)
        for record in model.objects.published().headed().filter(source=source).select_related()
    }


def source_text(request, slug):
    shown = find(Source.objects.with_address(), slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    text = "\n".join(shown.lines.values_list("text", flat=True))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def about(request):
    shown = [item for count in functions("collection_counts") for item in count()]
    context = {"collection_counts": shown, "sources": Source.objects.published()}
    return render(request, "portal/about.html", context)


def favicon(request):
    """Browsers ask here on pages that name no icon, such as the admin's."""
    return redirect(static("favicon.svg"))


def robots(request):
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow: {reverse('admin:index')}\nSitemap: {sitemap}\n",
        content_type="text/plain",
    )


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def not_found(request, exception):
    """301 to a record that has moved, 410 for a deleted one, 404 with suggestions otherwise."""
    unknown = isinstance(exception, UnknownRecord)
    if unknown and (record := exception.moved_to()):
        response = redirect(_address_now(request, record), permanent=True)
        add_never_cache_headers(response)  # because mergers are undone and slugs reused
        return response
    if unknown and exception.last_public is not None:
        return render(request, "gone.html", status=410)
    context = {
        "reason": str(exception) if isinstance(exception, BeyondLastPage) else "",
        "path": request.path,
        "words": words_of(request.path_info),
        "unknown": unknown,
        "similar": exception.similar() if unknown else [],
    }
    return render(request, "404.html", context, status=404)


def _address_now(request, record: Slugged) -> str:
    """The address of the same page for a record whose slug has changed."""
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": record.slug})
    query = request.META["QUERY_STRING"]
    return f"{address}?{query}" if query else address


def server_error(request):
    """Middleware that writes, e.g. sessions, can meet an unavailable database outside any view."""
    if response := unavailable.response_for(request, sys.exception()):
        return response
    return render(request, "500.html", status=500)
