"""Facets: filter values with the number of hits; a facet ignores its own selection."""

from collections import Counter
from dataclasses import dataclass

from django.forms import BoundField

from policies.lists.counts import Counts
from policies.lists.filters import ListFilters
from portal.dimensions import Dimension

AT_ONCE = 6


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """`first` are the first few and the selected values, `others` the rest (folded)."""

    dimension: Dimension
    field: BoundField
    values: list[FacetValue]

    @property
    def name(self) -> str:
        return self.dimension.name

    @property
    def first(self) -> list[FacetValue]:
        return [value for value in self.values if self._at_once(value)]

    @property
    def others(self) -> list[FacetValue]:
        return [value for value in self.values if not self._at_once(value)]

    def _at_once(self, value: FacetValue) -> bool:
        few = len(self.values) <= 2 * AT_ONCE
        return few or value.selected or value in self.values[:AT_ONCE]


def facets(filters: ListFilters, counts: Counts) -> list[Facet]:
    """All facets; a parameter with a bad value is ignored, and its facet has the error."""
    shown = [one for one in filters.dimensions.values() if one.is_facet]
    shown.sort(key=lambda one: one.rank)
    return [_facet(filters, one, counts.of[one.name]) for one in shown]


def _facet(filters: ListFilters, dimension: Dimension, counts: Counter) -> Facet:
    selected = filters.chosen(dimension.name)
    found = {value: (label, 0) for value, label in selected.items()} | dimension.labelled(counts)
    values = [
        FacetValue(value, label, number, value in selected)
        for value, (label, number) in found.items()
    ]
    values.sort(key=lambda one: dimension.order(one.value, one.label, one.count))
    return Facet(dimension, filters.form[dimension.name], values)
