"""Addresses of links: the page's own, changed in one place."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import override


def in_language(request: HttpRequest, code: str) -> str:
    """The same page with the same parameters in another language."""
    match = request.resolver_match
    with override(code):
        if match is None or not match.url_name:  # no page of ours: the other language's first one
            return reverse("timeline")
        path = reverse(match.view_name, args=match.args, kwargs=match.captured_kwargs)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


def with_parameters(data: QueryDict, **changes: str) -> str:
    """`data` with parameters set, or dropped where empty; page 1 is left unsaid."""
    changed = data.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
    return _query(changed)


def without(data: QueryDict, name: str) -> str:
    """`data` without a parameter."""
    return with_parameters(data, **{name: ""})


def without_value(data: QueryDict, name: str, value: str) -> str:
    """`data` without one value of a parameter."""
    changed = data.copy()
    changed.pop("page", None)
    changed.setlist(name, [kept for kept in changed.getlist(name) if kept.strip() != value])
    return _query(changed)


def _query(data: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if present := [value for value in values if value]:
            kept.setlist(name, present)
    return f"?{kept.urlencode()}" if kept else "?"
