"""Query strings of links: the page's own, changed in one place, back on page 1."""

from django.http import QueryDict


def with_parameters(data: QueryDict, **changes: str) -> str:
    """`data` with parameters set; other than for `page` itself, page 1 is left unsaid."""
    changed = data.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
    return _query(changed)


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
