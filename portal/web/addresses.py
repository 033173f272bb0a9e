"""Addresses for links: the current page's address with one thing changed."""

from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import override

from portal.search.query import Query


def in_language(request: HttpRequest, code: str) -> str:
    """The address of this page, with its parameters, in another language."""
    match = request.resolver_match
    with override(code):
        if match is None or not match.url_name:  # not one of our pages
            return reverse("timeline")
        path = reverse(match.view_name, args=match.args, kwargs=match.captured_kwargs)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


def is_known(path: str) -> bool:
    """Whether any view answers at a path below the portal's own, such as /about/data/."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def file_of(request: HttpRequest, form: str) -> str:
    """The address of this list as a file: all pages of it, under the same filters."""
    match = request.resolver_match
    path = reverse(f"{match.url_name}_file", kwargs=match.captured_kwargs | {"form": form})
    return _with_query_of(request, path, page_size="", view="")


def feed_of(request: HttpRequest) -> str:
    """The address of this list's feed under the same filters; "" if it has none."""
    match = request.resolver_match
    try:
        path = reverse(f"{match.url_name}_feed", kwargs=match.captured_kwargs)
    except NoReverseMatch:
        return ""
    return _with_query_of(request, path, page_size="", view="")


def permalink(request: HttpRequest) -> str:
    """The absolute address of this list under its filters, from its first page on."""
    return request.build_absolute_uri(_with_query_of(request, request.path))


def _with_query_of(request: HttpRequest, path: str, **changes: str) -> str:
    return path + with_parameters(request.GET, **changes).removesuffix("?")


def highlight_query(request: HttpRequest, query: Query | None) -> str:
    """The query string that makes a record's page mark the words of the search."""
    return f"?{urlencode({'q': request.GET['q'].strip()})}" if query else ""


def with_query(address: str, query: str) -> str:
    """The address with a query string before its fragment, if it has one."""
    path, mark, fragment = address.partition("#")
    return f"{path}{query}{mark}{fragment}"


def with_parameters(data: QueryDict, **changes: str | list[str]) -> str:
    """A query string of `data` with `changes`; drops `page` and empty parameters."""
    changed = dict(data.lists())
    changed.pop("page", None)
    for name, values in changes.items():
        changed[name] = values if isinstance(values, list) else [values]
    present = [(name, value) for name, values in changed.items() for value in values if value]
    return "?" + "&".join([f"{_quoted(name)}={_quoted(str(value))}" for name, value in present])


_quoted = lru_cache(256)(quote_plus)  # a page has a hundred links with nearly the same parameters
