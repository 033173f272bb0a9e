"""The filters in force, each with the address that drops it."""

from dataclasses import dataclass

from django.http import QueryDict

from policies.lists.facets import selected_values
from policies.lists.filters import RELEVANCE, EntryFilter
from portal.web.addresses import without_value
from portal.web.date_format import say

REPEATABLE = ("year", "body", "kind", "source", "type")


@dataclass(frozen=True)
class ActiveFilter:
    name: str
    filter: str
    label: str
    url: str


def active_filters(filters: EntryFilter, links: QueryDict, fixed: str = "") -> list[ActiveFilter]:
    """Chips of a valid filter set, leading to `links` without them.

    The parameter `fixed` by the page itself has none.
    """
    data = filters.data
    found = []
    for name, field in filters.form.fields.items():
        if name == fixed:
            continue
        if name in REPEATABLE:
            chosen = selected_values(filters, name)
        elif name in ("from", "to") and filters.form.cleaned_data[name]:
            date = filters.form.cleaned_data[name]
            chosen = {data[name].strip(): say(date)}
        elif name == "q" and filters.form.cleaned_data[name]:
            chosen = {data[name].strip(): data[name].strip()}
        else:
            chosen = {}
        found += [
            ActiveFilter(name, field.label, label, without_value(rid_of(links, name), name, value))
            for value, label in chosen.items()
        ]
    return found


def rid_of(links: QueryDict, name: str) -> QueryDict:
    """`links` without what means nothing once the parameter `name` is gone."""
    if name == "q" and links.get("sort") == RELEVANCE:
        links = links.copy()
        del links["sort"]
    return links
