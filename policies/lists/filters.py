"""The filters of a list: one set for every page and format.

A bad value is an error of `form` that quotes it, and filters nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import ClassVar

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceField

from portal import dimensions
from portal.dimensions import Dimension, Test
from portal.index import summaries
from portal.index.counted import Common
from portal.index.querysets import DocumentQuerySet, days_of, documents
from portal.search import index
from portal.search.clauses import Group
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.forms.fields import QueryForm, Shared, WordsField
from portal.web.rendering.date_format import format_date

NEWEST_FIRST, OLDEST_FIRST, RELEVANCE = "-date", "date", "relevance"


class DimensionFilter(Shared, django_filters.Filter):
    """One query parameter of a dimension, which gives its form field."""

    field = None

    def __init__(self, dimension: Dimension, parameter: str, field: forms.Field):
        super().__init__(parameter)
        self.dimension, self.field = dimension, field

    def test(self, value) -> Test:
        return self.dimension.test(self.field_name, value)

    def decides(self, value) -> bool:
        return self.dimension.decides(self.field_name, value)

    def group(self, value) -> Group | None:
        return self.dimension.group(self.field_name, value)

    def filter(self, queryset, value, *, walk=False):
        return self.dimension.narrow(queryset, self.field_name, value, walk=walk)


class QueryFilter(Shared, django_filters.Filter):
    field_class = WordsField


class OrderField(Shared, ChoiceField):
    pass


class OrderFilter(Shared, django_filters.ChoiceFilter):
    field_class = OrderField


class FilterForm(QueryForm):
    def clean(self):
        super().clean()
        # An emptied search field is still submitted with the order by relevance.
        if self.cleaned_data.get("sort") == RELEVANCE and "q" not in self.data:
            sentence = gettext("“relevance”须与检索词 q 同用：没有检索词，就没有相关度。")
            self.add_error("sort", sentence)
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first.start > last.end:
            sentence = gettext("“%(to)s”早于起始日期“%(from)s”：请对调，或改其中一个。")
            raise forms.ValidationError({"to": sentence % {"to": last.iso, "from": first.iso}})
        return self.cleaned_data


class ListFilters(django_filters.FilterSet):
    """The search words, the parameters of each of the `dimensions`, and the order.

    A list uses a subclass (`filters_on`). `data` is the page's query string; it is validated at
    once. The dimensions narrow the list `scope`, which begins with the search words; the order is
    applied where the page is cut.
    """

    dimensions: ClassVar[Mapping[str, Dimension]]  # by name
    dimension_of: ClassVar[Mapping[str, Dimension]]  # by query parameter
    form_class: ClassVar[type[forms.Form]]

    q = QueryFilter(label=_("检索词"))
    sort = OrderFilter(
        label=_("排序"),
        choices=[
            (NEWEST_FIRST, _("由新到旧")),
            (OLDEST_FIRST, _("由旧到新")),
            (RELEVANCE, _("按相关度")),
        ],
        error_messages={
            "invalid_choice": _("“%(value)s”不是排序方式：可用 -date、date 或 relevance。")
        },
    )

    class Meta:
        form = FilterForm

    def __init__(self, data, scope: str):
        super().__init__(data, queryset=documents())
        self.scope = scope
        self.form.is_valid()

    def get_form_class(self):
        return self.form_class

    def chosen(self, parameter: str) -> dict[str, str]:
        """The chosen values of a valid parameter: value in the address → label."""
        chosen = self.form.cleaned_data.get(parameter)
        if isinstance(chosen, list):
            return dict(map(self.dimensions[parameter].choice, chosen))
        if not chosen:
            return {}
        typed = self.data.get(parameter, "").strip()
        return {typed: format_date(chosen) if isinstance(chosen, PartialDate) else typed}

    @cached_property
    def combinations(self) -> list[Common]:
        """Those of the list's documents, whatever is filtered; one query."""
        return summaries.on(self.scope)

    @cached_property
    def tests(self) -> dict[str, Test]:
        """By parameter: what the combinations of documents that pass the active filters pass."""
        return {name: self.filters[name].test(value) for name, value in self._given.items()}

    @cached_property
    def _given(self) -> dict[str, object]:
        """The cleaned values of the active filters except the query."""
        return {name: self.form.cleaned_data[name] for name, _ in self.active("q")}

    @cached_property
    def _failing(self) -> dict[str, set[int]]:
        """The keys of the combinations that fail each test."""
        return {
            name: {one.key for one in self.combinations if not test(one.counted)}
            for name, test in self.tests.items()
        }

    def passing(self, *without: str) -> list[Common]:
        """The combinations that pass all tests except those of `without`."""
        failing = [keys for name, keys in self._failing.items() if name not in without]
        fail = set().union(*failing)
        return [one for one in self.combinations if one.key not in fail]

    def undecided(self, *without: str) -> list[str]:
        """The active filters that only the documents themselves pass or fail."""
        return [
            name
            for name, _ in self.active(*without)
            if name == "q" or not self.filters[name].decides(self._given[name])
        ]

    def narrow(self, *without: str, walk: bool = False) -> DocumentQuerySet:
        """The documents of the list under all filters except `without` (for their own counts).

        `walk`: they will be read in order until there are enough.
        """
        if self.query and "q" not in without:
            return self.found(self.query, *without)
        return self.read(self.queryset.of(self.passing(*without), walk=walk), *without, walk=walk)

    def found(self, query: Query, *without: str) -> DocumentQuerySet:
        """The documents of the list that match `query` and the other filters except `without`."""
        groups = self.groups(*without)
        narrowed = bool(self.active("q", *without, *groups))
        days = days_of(self.passing(*without)) if narrowed else None
        found = index.matching(
            query, self.scope, groups=groups.values(), narrowed=narrowed, days=days
        )
        return self.apply(found, *without, *groups.keys() & self.undecided()) if narrowed else found

    def groups(self, *without: str) -> dict[str, Group]:
        """By parameter: the active filters that the text index can apply, except `without`."""
        found = {name: self.filters[name].group(value) for name, value in self._given.items()}
        return {name: group for name, group in found.items() if group and name not in without}

    def apply(self, found: DocumentQuerySet, *without: str, walk: bool = False) -> DocumentQuerySet:
        """`found`, documents of the list, under all filters except the query and `without`."""
        if self.tests.keys() - {*without}:
            found = found.of(self.passing(*without), walk=walk)
        return self.read(found, *without, walk=walk)

    def read(self, found: DocumentQuerySet, *without: str, walk: bool = False) -> DocumentQuerySet:
        """`found` under the undecided filters except the query and `without`."""
        for name in self.undecided("q", *without):
            found = self.filters[name].filter(found, self._given[name], walk=walk)
        return found

    def active(self, *without: str) -> list[tuple[str, list]]:
        """The active filters except `without`, in canonical form for cache keys."""
        active = []
        for name, value in self.form.cleaned_data.items():
            if value and name not in ("sort", *without):
                values = value if isinstance(value, list) else [value]
                active.append((name, sorted(map(_meaning, values))))
        return active

    def is_of_text_index(self) -> bool:
        """Whether the text index can apply all active filters, a query among them."""
        return bool(self.query) and not self.active("q", *self.groups())

    @property
    def query(self) -> Query | None:
        return self.form.cleaned_data.get("q") or None

    @property
    def order(self) -> str:
        wanted = self.form.cleaned_data.get("sort") or NEWEST_FIRST
        return NEWEST_FIRST if wanted == RELEVANCE and not self.query else wanted


@cache
def filters_on(list_name: str) -> type[ListFilters]:
    """The filter set with the dimensions of a list; of all lists for ""."""
    own = dimensions.on(list_name)
    made = [
        DimensionFilter(dimension, parameter, field)
        for dimension in own.values()
        for parameter, field in dimension.fields().items()
    ]
    filters = type(ListFilters)("Filters", (ListFilters,), {one.field_name: one for one in made})
    filters.dimensions = own
    filters.dimension_of = {one.field_name: one.dimension for one in made}
    fields = {
        name: filters.base_filters[name].field for name in ("q", *filters.dimension_of, "sort")
    }
    filters.form_class = type(FilterForm)("Form", (FilterForm,), fields)
    return filters


def filters_of_all_lists(data, scope: str) -> ListFilters:
    return filters_on("")(data, scope)


def _meaning(value) -> object:
    """The canonical form of a valid value, equal for values with the same meaning."""
    if isinstance(value, Query):
        return value.meaning
    if isinstance(value, PartialDate):
        return value.iso
    return getattr(value, "slug", value)
