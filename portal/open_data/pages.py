"""Pages about taking the data along, and the digest of the catalogue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.changes.snapshot import one_moment
from portal.open_data.digests import all_digested, of_catalogue
from portal.web.pages.dataset_views import distributions


def data(request: HttpRequest) -> HttpResponse:
    """`files` are the addresses of the files of each list, by form."""
    files: dict[str, list[tuple[str, str]]] = {}
    for address, _ in distributions(request):
        name, _, form = address.rpartition("/")[2].partition(".")
        files.setdefault(name, []).append((form, address))
    files.pop("catalogue", None)
    return render(request, "portal/data.html", {"files": files})


def verify(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/verify.html")


def catalogue_digest(request: HttpRequest) -> HttpResponse:
    """Reads all records; the answer is cached for the version of the catalogue."""
    with one_moment():
        digest = of_catalogue(one.digest for one in all_digested())
    return HttpResponse(f"{digest}\n", content_type="text/plain; charset=utf-8")
