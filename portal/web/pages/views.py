"""Pages about the portal itself: about, robots.txt, errors."""

import sys

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.cache import add_never_cache_headers

from portal.models import Slugged, Source
from portal.record_types import functions
from portal.web.forms.explained import Explained
from portal.web.middleware import unavailable
from portal.web.pages import dataset_views
from portal.web.pages.lookup import UnknownRecord, words_of
from portal.web.rendering import json_ld


def about(request):
    shown = [item for count in functions("collection_counts") for item in count()]
    texts = Source.objects.published().filter(kind=Source.Kind.TEXT)
    context = {"collection_counts": shown, "sources": texts}
    context["linked_data"] = json_ld.script(dataset_views.dataset(request))
    return render(request, "portal/about.html", context)


def favicon(request):
    """Browsers ask here on pages that name no icon, such as the admin's."""
    return redirect(static("favicon.svg"))


def llms(request):
    """What language models are to know of the portal, and where the data are (llmstxt.org)."""
    return render(request, "portal/llms.txt", content_type="text/plain; charset=utf-8")


def robots(request):
    """Keeps crawlers out of filters, whose combinations have no end, and not out of records.

    Of addresses with parameters only the pages of whole lists are theirs; the sitemap names all
    records. Of rules that fit an address, the longest decides (RFC 9309).
    """
    whole = get_script_prefix()
    rules = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {whole}*?",
        f"Allow: {whole}*?page=",
        f"Disallow: {whole}*?page=*&",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("".join(f"{rule}\n" for rule in rules), content_type="text/plain")


def bad_request(request, exception):
    # Only what was raised to be shown has a sentence.
    context = {"reason": getattr(exception, "sentence", "")}
    return render(request, "400.html", context, status=400)


def not_found(request, exception):
    """301 to a record that has moved, 410 for a deleted one, 404 with suggestions otherwise."""
    unknown = isinstance(exception, UnknownRecord)
    if unknown and (record := exception.moved_to()):
        return moved(request, record)
    if unknown and exception.last_public is not None:
        return render(request, "gone.html", status=410)
    context = {
        "reason": str(exception) if isinstance(exception, Explained) else "",
        "path": request.path,
        "words": words_of(request.path_info),
        "unknown": unknown,
        "similar": exception.similar() if unknown else [],
    }
    return render(request, "404.html", context, status=404)


def moved(request, record: Slugged) -> HttpResponse:
    """301 to the same page of a record whose slug has changed."""
    response = redirect(_address_now(request, record), permanent=True)
    add_never_cache_headers(response)  # because mergers are undone and slugs reused
    return response


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
