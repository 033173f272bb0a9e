"""Policies and milestones as one chronological list.

A document told by both sources stands once, as its milestone; a policy that no
milestone tells of stands for itself. Both tables are read as one thin ordered
union of keys, and only the rows of one page are then fetched.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.functional import cached_property

from policies.facets import Counts, Facet, count_values, facets
from policies.filters import EntryFilter
from policies.models import Milestone, Policy
from policies.querysets import TIMELINE_ORDER, EntryQuerySet
from policies.rows import Link, Row, fetch_rows
from portal import revision
from portal.revision import kept

TOTAL_ORDER = (*TIMELINE_ORDER, "type")


def timeline_entries() -> list[EntryQuerySet]:
    """What stands on the timeline, each document once."""
    return [Milestone.objects.all(), Policy.objects.untold()]


class Timeline:
    """The entries of `querysets` under the filters of a query string.

    Look at `filters.form.errors` first: where a value is bad, only the facets may be
    asked.
    """

    def __init__(self, data, querysets: list[EntryQuerySet] | None = None):
        self.filters = EntryFilter(data)
        self.querysets = timeline_entries() if querysets is None else querysets

    def narrowed(self, *without: str) -> list[EntryQuerySet]:
        return [self.filters.narrow(queryset, *without) for queryset in self.querysets]

    @property
    def question(self) -> tuple:
        """What is asked: the tables and the filters, however they were written."""
        tables = [(table.model._meta.label, table.has_twins) for table in self.querysets]
        return tables, self.filters.asked

    @cached_property
    def revision(self) -> str:
        return revision.current()

    @property
    def count(self) -> int:
        return self.counts.total

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, page: slice) -> list[Row]:
        """The rows of one page, in the order asked for."""
        keys = _keys(self.narrowed(), page, descending=not self.filters.oldest_first)
        return fetch_rows([(key["type"], key["pk"]) for key in keys])

    @cached_property
    def counts(self) -> Counts:
        question = ("facets", self.question)
        return kept(self.revision, question, lambda: count_values(self.filters, self.querysets))

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.filters, self.counts)


def _keys(querysets: list[EntryQuerySet], page: slice, *columns: str, descending: bool):
    """One page of all entries in the total order: its columns, and `columns`."""
    order = [f"{'-' if descending else ''}{name}" for name in TOTAL_ORDER]
    tables = [
        queryset.order_by()
        .annotate(type=Value(queryset.model._meta.model_name))
        .values(*TOTAL_ORDER, *columns)
        for queryset in querysets
    ]
    if page.stop == 0:
        return []
    if len(tables) == 1:
        return tables[0].order_by(*order)[page]
    if connections[querysets[0].db].features.supports_slicing_ordering_in_compound:
        # PostgreSQL sorts a whole table before it merges, unless told how far to look;
        # SQLite, which cannot be told, merges by the indexes as it is.
        tables = [table.order_by(*order)[: page.stop] for table in tables]
    return tables[0].union(*tables[1:], all=True).order_by(*order)[page]


@dataclass(frozen=True)
class Neighbours:
    before: Link | None
    after: Link | None


def neighbours(entry: Milestone | Policy) -> Neighbours:
    """The entries just before and just after this one on the timeline."""
    if isinstance(entry, Policy):
        entry = next(iter(entry.milestones.all()), entry)
    return Neighbours(_nearest(entry, "lt"), _nearest(entry, "gt"))


def _nearest(entry: Milestone | Policy, compare: str) -> Link | None:
    beyond = [
        queryset.filter(_beyond(entry, queryset.model, compare)) for queryset in timeline_entries()
    ]
    for nearest in _keys(beyond, slice(0, 1), "slug", "title", descending=compare == "lt"):
        return Link(reverse(nearest["type"], args=[nearest["slug"]]), nearest["title"])
    return None


def _beyond(entry: Milestone | Policy, model: type, compare: str) -> Q:
    """Before ("lt") or after ("gt") `entry` in the total order."""
    types = model._meta.model_name, entry._meta.model_name
    ties = types[0] > types[1] if compare == "gt" else types[0] < types[1]
    start, end = entry.timeline_start, entry.timeline_end
    # The first condition follows from the others; it lets the index find the place.
    return Q(**{f"timeline_start__{compare}e": start}) & (
        Q(**{f"timeline_start__{compare}": start})
        | Q(timeline_start=start, **{f"timeline_end__{compare}": end})
        | Q(
            timeline_start=start,
            timeline_end=end,
            **{f"pk__{compare}{'e' if ties else ''}": entry.pk},
        )
    )
