"""Facets: filter values with the number of hits; a facet ignores its own selection."""

from dataclasses import dataclass
from typing import NamedTuple

from django.forms import BoundField
from django.urls import reverse

from policies.lists.counting.counts import FIRST, MOST_NAMED, Counts
from policies.lists.filters import ListFilters
from portal.dimensions import Dimension
from portal.web.addresses import with_parameters

AT_ONCE = 6


class FacetValue(NamedTuple):
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """`first` are the first few and the selected values, `others` the rest (folded).

    If there are hundreds, the others are on a page of their own, at `url`, and there are
    `different` in all.
    """

    dimension: Dimension
    field: BoundField
    values: list[FacetValue]
    different: int
    url: str

    @property
    def name(self) -> str:
        return self.dimension.name

    @property
    def first(self) -> list[FacetValue]:
        return [value for at, value in enumerate(self.values) if self._at_once(at, value)]

    @property
    def others(self) -> list[FacetValue]:
        return [value for at, value in enumerate(self.values) if not self._at_once(at, value)]

    def _at_once(self, at: int, value: FacetValue) -> bool:
        few = len(self.values) <= 2 * AT_ONCE
        return few or bool(self.url) or value.selected or at < AT_ONCE


def facets(filters: ListFilters, counts: Counts) -> list[Facet]:
    """All facets; a parameter with a bad value is ignored, and its facet has the error."""
    shown = [one for one in filters.dimensions.values() if one.is_facet]
    shown.sort(key=lambda one: one.rank)
    return [_facet(filters, one, counts) for one in shown if _tells(filters, one, counts)]


def _tells(filters: ListFilters, dimension: Dimension, counts: Counts) -> bool:
    """Whether a facet has other values than the one that says nothing, or one was asked for."""
    asked = filters.data.get(dimension.name)
    return (
        not dimension.usual
        or bool(asked)
        or not counts.of[dimension.name].keys() <= {dimension.usual}
    )


def _facet(filters: ListFilters, dimension: Dimension, counts: Counts) -> Facet:
    values, different, url = facet_values(filters, dimension, counts), counts.different, ""
    if dimension.has_records and different[dimension.name] > MOST_NAMED:
        most = sorted(values, key=lambda one: (-one.count, one.label))[:FIRST]
        values = [one for one in values if one.selected or one in most]
        asked = with_parameters(filters.data, sort="")
        url = reverse("facet", args=[filters.scope, dimension.name]) + asked.removesuffix("?")
    field = filters.form[dimension.name]
    return Facet(dimension, field, values, different[dimension.name], url)


def facet_values(filters: ListFilters, dimension: Dimension, counts: Counts) -> list[FacetValue]:
    """The named values, and those chosen."""
    selected, counted = filters.chosen(dimension.name), counts.of[dimension.name]
    found = {value: (label, 0) for value, label in selected.items()} | dimension.labelled(counted)
    values = [
        FacetValue(value, label, number, value in selected)
        for value, (label, number) in found.items()
    ]
    return sorted(values, key=lambda one: dimension.order(one.value, one.label, one.count))
