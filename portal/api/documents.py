"""What there is in the API, in words and as an OpenAPI document.

The documentation is a page of the portal, made from that document: it needs no script, so it
works under the same content security policy and needs no files of a documentation viewer.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse

from portal.api.forms import check
from portal.api.problems import PREFIX
from portal.api.schema.document import document
from portal.api.schema.reading import addresses, shapes
from portal.api.views import View, as_json


class Index(View):
    """The addresses of the lists."""

    schema = None

    def get(self, request) -> HttpResponse:
        http = request._request
        check(http.GET)
        lists = {"documentation": reverse("api-docs"), "openapi": reverse("api-openapi")}
        lists |= dict(_lists(document("")))
        return as_json({name: http.build_absolute_uri(path) for name, path in lists.items()})


class OpenAPI(View):
    schema = None

    def get(self, request) -> HttpResponse:
        check(request._request.GET)
        return as_json(document(_server(request._request)))


index, openapi = Index.as_view(), OpenAPI.as_view()


def about(request: HttpRequest) -> HttpResponse:
    """/api/: what there is, in words."""
    context = {"addresses_of_api": addresses(document("")), "site": _server(request)}
    return render(request, "portal/api.html", context)


def docs(request: HttpRequest) -> HttpResponse:
    described = document(_server(request))
    context = {
        "info": described["info"],
        "site": _server(request),
        "addresses_of_api": addresses(described),
        "shapes": shapes(described),
    }
    return render(request, "portal/api_docs.html", context)


def _server(request: HttpRequest) -> str:
    return request.build_absolute_uri(get_script_prefix()).rstrip("/")


def _lists(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, path below the script prefix) of the addresses that need no slug."""
    for path in described["paths"]:
        if "{" not in path:
            name = path.removeprefix(PREFIX).strip("/").replace("/", "-")
            yield name, get_script_prefix() + path[1:]
