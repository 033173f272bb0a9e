"""A list of records under filters: the timeline, search, or the list of one type.

A document that both sources have is listed once, as its milestone (`policies.pairs.twins`). Lists
are read from the index (`portal.index`), and then only the rows of one page are fetched.
"""

from django.utils.functional import cached_property

from policies.lists.counts import Counts, count_values, total
from policies.lists.facets import Facet, facets
from policies.lists.filters import OLDEST_FIRST, RELEVANCE, filters_on
from portal import record_types
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.index.querysets import DocumentQuerySet
from portal.record_types import SEARCH, TIMELINE
from portal.search import index, relevance
from portal.web.rows import Row

# A query is common if it has more than COMMON × page.stop hits; then reading the list in order and
# testing each document beats sorting all hits.
COMMON = 100


class Timeline:
    """One list under the filters of a query string; a sequence of rows for the paginator.

    Check `filters.form.errors` first: with a bad value only the facets may be used.
    """

    def __init__(self, data, scope: str = TIMELINE):
        self.filters = filters_on(scope)(data, scope)
        self.scope = scope
        # Search lists records of all types, some of which have no date.
        self.all_dated = scope != SEARCH

    @property
    def cache_key(self) -> tuple:
        """Identifies the list and its filters in cache keys, however they were written."""
        return self.scope, self.filters.active()

    @cached_property
    def revision(self) -> str:
        return revision.current()

    def __len__(self) -> int:
        """The total; counted alone if the facets' counts have not been computed."""
        if "counts" in self.__dict__:
            return self.counts.total
        return cached_for_revision(self.revision, ("total", self.cache_key), self._count)

    def _count(self) -> int:
        if self.filters.has_only_query():
            return index.count(self.filters.query, self.scope)
        return total(self.filters)

    def __getitem__(self, page: slice) -> list[Row]:
        return [*record_types.fetch_rows(self.keys(page), self.filters.query).values()]

    def keys(self, page: slice) -> list[tuple[str, int]]:
        """(type, primary key) of the records on one page."""
        if page.start == page.stop:
            return []
        cache_key = ("keys", self.cache_key, self.filters.order, page.start, page.stop)
        return cached_for_revision(self.revision, cache_key, lambda: self._read_keys(page))

    def _read_keys(self, page: slice) -> list[tuple[str, int]]:
        query, sort = self.filters.query, self.filters.order
        if self.is_cut_by_index(page):
            newest_first = sort != OLDEST_FIRST
            return index.page(query, self.scope, page, len(self), newest_first=newest_first)
        if sort == RELEVANCE:
            found = index.matching(query, self.scope, narrowed=True)
            return relevance.page(self.filters.apply(found), query, page)
        ordered = self.ordered(page)
        return list(ordered[page]) if self.all_dated else self._undated_last(ordered, page)

    def _undated_last(self, ordered: DocumentQuerySet, page: slice) -> list[tuple[str, int]]:
        """Dated records in the chosen order, then undated ones by type and key."""
        keys = list(ordered.filter(start__isnull=False)[page])
        lacking = page.stop - page.start - len(keys)
        if lacking:
            undated = ordered.filter(start__isnull=True).order_by("type", "record")
            first = 0 if keys else page.start - (len(self) - undated.count())
            keys += undated[first : first + lacking]
        return keys

    def ordered(self, page: slice) -> DocumentQuerySet:
        """(type, key) of all hits by date; `page` is how far they will be read."""
        query, sort = self.filters.query, self.filters.order
        found = self.filters.narrow()
        if query and self._is_common(page):
            found = self.filters.apply(index.matching_by_reading(query, self.scope))
        found = found.in_order(newest_first=sort != OLDEST_FIRST)
        return found.values_list("type", "record")

    def is_cut_by_index(self, page: slice) -> bool:
        """Whether the text index can cut the page: a query by date without other filters."""
        by_date = self.filters.has_only_query() and self.filters.order != RELEVANCE
        return by_date and (index.gives_in_order() or not self._is_common(page))

    def _is_common(self, page: slice) -> bool:
        """Whether so many documents match that reading the list in order fills the page soon."""
        return len(self) > COMMON * page.stop

    @cached_property
    def counts(self) -> Counts:
        cache_key = ("counts", self.cache_key)
        return cached_for_revision(self.revision, cache_key, lambda: count_values(self.filters))

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.filters, self.counts)
