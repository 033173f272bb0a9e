"""The filters in force, each with the address that drops it."""

from dataclasses import dataclass

from django.http import QueryDict

from policies.lists.filters import RELEVANCE, ListFilters
from portal.web.addresses import without_value


@dataclass(frozen=True)
class ActiveFilter:
    """`name` is the parameter, `filter` its name for people, `label` the chosen value."""

    name: str
    filter: str
    label: str
    url: str
    in_chinese: bool


def active_filters(filters: ListFilters, links: QueryDict, fixed: str = "") -> list[ActiveFilter]:
    """Of a valid filter set; each leads to `links` without it.

    The parameter `fixed` by the page itself is left out.
    """
    return [
        ActiveFilter(
            name,
            field.label,
            label,
            without_value(rid_of(links, name), name, value),
            in_chinese=_is_in_chinese(filters, name),
        )
        for name, field in filters.form.fields.items()
        if name not in (fixed, "sort")
        for value, label in filters.chosen(name).items()
    ]


def _is_in_chinese(filters: ListFilters, name: str) -> bool:
    """Search words and names of records are shown in the language of the records."""
    dimension = filters.dimension_of(name)
    return dimension.in_chinese if dimension else name == "q"


def rid_of(links: QueryDict, name: str) -> QueryDict:
    """`links` without what means nothing once the parameter `name` is gone."""
    if name == "q" and links.get("sort") == RELEVANCE:
        links = links.copy()
        del links["sort"]
    return links
