"""Addresses of links: the page's own, changed in one place."""

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import translate_url


def in_language(request: HttpRequest, code: str) -> str:
    """The same page with the same parameters in another language."""
    if request.resolver_match is None:  # no page of ours: the other language's first one
        return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    return translate_url(request.get_full_path(), code)


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


def with_parameters_only(request: HttpRequest, *names: str) -> str:
    """The same page with none but these parameters."""
    dropped = {name: "" for name in request.GET if name not in names}
    query = with_parameters(request.GET, **dropped)
    return query if query != "?" else request.path


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
