"""The active filters of a list, each with a link that removes it."""

from dataclasses import dataclass

from django.http import QueryDict

from policies.lists.filters import RELEVANCE, ListFilters
from portal.web.addresses import with_parameters


@dataclass(frozen=True)
class ActiveFilter:
    """`name` is the parameter, `filter` its label, `label` the chosen value's label."""

    name: str
    filter: str
    label: str
    url: str
    in_chinese: bool


def active_filters(filters: ListFilters, links: QueryDict, fixed: str = "") -> list[ActiveFilter]:
    """The active filters of a valid filter set; each links to `links` without it.

    The parameter that the page itself has `fixed` is left out.
    """
    return [
        ActiveFilter(
            name,
            field.label,
            label,
            _without(links, name, value),
            # Search words and names of records are in their language.
            in_chinese=name == "q" or filters.dimension_of[name].in_chinese,
        )
        for name, field in filters.form.fields.items()
        if name not in (fixed, "sort")
        for value, label in filters.chosen(name).items()
    ]


def _without(links: QueryDict, name: str, value: str) -> str:
    others = [other for other in links.getlist(name) if other.strip() != value]
    return with_parameters(rid_of(links, name), **{name: others})


def rid_of(links: QueryDict, name: str) -> QueryDict:
    """`links` without parameters that are invalid without the parameter `name`."""
    if name == "q" and links.get("sort") == RELEVANCE:
        links = links.copy()
        del links["sort"]
    return links
