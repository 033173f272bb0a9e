"""Normalises query strings, so that one page has one address and one cache key.

Pages are rendered from the normalised query string: their links repeat nothing else.
"""

from functools import lru_cache

from django.http import HttpRequest, QueryDict
from django.urls import get_resolver

LONGEST_REMEMBERED = 1000  # characters
# Below this path an unknown parameter, or one without a value, is an error of which a client hears.
STRICT = "/api/v1/"
_known = {"kind", "lines", "list", "page", "page_size", "q", "sort", "within"}


def register(*names: str) -> None:
    """Say which parameters a page reads; all others, such as utm_source, are dropped."""
    _known.update(names)


def normalise(request: HttpRequest) -> None:
    """Let the page see the normalised query string."""
    if query := request.META.get("QUERY_STRING"):
        if request.path_info.startswith(STRICT):
            request.META["QUERY_STRING"] = QueryDict(query.encode("iso-8859-1")).urlencode()
            return
        remembered = len(query) <= LONGEST_REMEMBERED
        request.META["QUERY_STRING"] = (_remembered if remembered else normalised)(query)


def normalised(query: str) -> str:
    """The known parameters, without blank ones, percent-encoded in one way.

    Their order is kept, because the links of a page keep it too.
    """
    get_resolver().url_patterns  # noqa: B018 - imports the views, which register parameters
    given = QueryDict(query.encode("iso-8859-1"))
    found = QueryDict(mutable=True)
    for name, values in given.lists():
        # An emptied search box still allows the order by relevance.
        if name in _known and (any(values) or (name == "q" and "sort" in given)):
            found.setlist(name, [value for value in values if value or name == "q"])
    return found.urlencode()


_remembered = lru_cache(2_000)(normalised)
