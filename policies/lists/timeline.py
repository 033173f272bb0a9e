"""A list of records under filters: the timeline, search, or the list of one type.

A document that both sources have is listed once, as its milestone (`policies.pairs.twins`). Lists
are read from the index (`portal.index`), and then only the rows of one page are fetched.
"""

from datetime import date
from functools import cache, partial

from django.utils.functional import cached_property

from policies.lists.counting.counts import Counts, count_starts, count_values, starts_in
from policies.lists.counting.facets import Facet, facets
from policies.lists.filters import OLDEST_FIRST, RELEVANCE, filters_on
from policies.lists.position import WORTH, Position, Positions
from portal import record_types
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.index.querysets import DocumentQuerySet, documents
from portal.prepared import Given, Prepared, among
from portal.record_types import SEARCH, TIMELINE
from portal.search import index, relevance
from portal.web.rows import Row

# Reading the text of a document takes about this factor × finding a hit and sorting it.
READING = 4


class Timeline:
    """One list under the filters of a query string; a sequence of rows for the paginator.

    Check `filters.form.errors` first: with a bad value only the facets may be used.
    """

    is_past = False

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
        if self.filters.is_of_text_index():
            return index.count(self.filters.query, self.scope, self.filters.groups().values())
        return sum(self._starts.values())

    @cached_property
    def _starts(self) -> dict[int | None, int]:
        """The entries by the year in which they begin, None without a date."""
        return self.counts.starts if "counts" in self.__dict__ else count_starts(self.filters)

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
            return self._cut_by_index(page)
        if sort == RELEVANCE:
            found = index.matching(query, self.scope, narrowed=True)
            return relevance.page(self.filters.apply(found), query, page)
        dated = sum(number for year, number in self._starts.items() if year)
        keys = self._dated(slice(page.start, min(page.stop, dated)), dated)
        return keys + self._undated(slice(max(0, page.start - dated), page.stop - dated))

    def _cut_by_index(self, page: slice) -> list[tuple[str, int]]:
        total, newest_first, day = len(self), self.filters.order != OLDEST_FIRST, None
        # Without counts it would take longer to find out where the page begins.
        if "counts" in self.__dict__ and page.stop <= total - self._starts.get(None, 0):
            day, skip = self._positions.find(page.start, newest_first=newest_first)
            page = slice(skip, skip + page.stop - page.start)
        return index.page(
            *(self.filters.query, self.scope, page, total),
            groups=self.filters.groups().values(),
            day=day,
            newest_first=newest_first,
        )

    def _dated(self, page: slice, total: int) -> list[tuple[str, int]]:
        """Those with a date on a page, read from the nearer end of the list."""
        number, newest_first = page.stop - page.start, self.filters.order != OLDEST_FIRST
        if number <= 0:
            return []
        position = self._positions.find(page.start, newest_first=newest_first)
        if position.skip > WORTH:
            from_end = self._positions.find(total - page.stop, newest_first=not newest_first)
            if from_end.skip < position.skip:
                return self._read_from(from_end, number, newest_first=not newest_first)[::-1]
        return self._read_from(position, number, newest_first=newest_first)

    @cached_property
    def _positions(self) -> Positions:
        years = {year: number for year, number in self._starts.items() if year}
        decided = not self.filters.undecided()
        return Positions(years, partial(starts_in, self.filters) if decided else None)

    def _read_from(
        self, position: Position, number: int, *, newest_first: bool
    ) -> list[tuple[str, int]]:
        rows = slice(position.skip, position.skip + number)
        groups, undecided = self.filters.groups(), self.filters.undecided()
        links = [groups[name].links for name in undecided if name in groups and groups[name].links]
        if len(undecided) > 1 or len(undecided) > len(links) or not self._is_walked(rows.stop):
            found = _from_day(self.found(rows.stop), position.day, newest_first)
            return list(found[rows])
        [linked] = links or [()]
        passing = self.filters.passing()
        types = {one.counted.type for one in passing}
        prepared = _walked(
            newest_first=newest_first, of_one_type=len(types) == 1, is_linked=bool(linked)
        )
        return prepared.all(
            rows=rows,
            day=position.day,
            combinations=[one.key for one in passing],
            type=next(iter(types), ""),
            dimension=linked[0].dimension if linked else "",
            links=[one.value for one in linked],
        )

    def _undated(self, page: slice) -> list[tuple[str, int]]:
        """Those without a date on a page, by type and key."""
        if page.stop <= 0 or not self._starts.get(None):
            return []
        found = self.found(page.stop).filter(start__isnull=True).order_by("type", "record")
        return list(found.values_list("type", "record")[page])

    def found(self, last: int) -> DocumentQuerySet:
        """All hits, of which the first `last` will be read in order."""
        filters, walk = self.filters, self._is_walked(last)
        if filters.query and walk:
            return filters.apply(index.matching_by_reading(filters.query, self.scope), walk=True)
        return filters.narrow(walk=walk)

    def _is_walked(self, last: int) -> bool:
        """Whether it is faster to test documents in order until there are `last` hits."""
        filters, hits = self.filters, len(self)
        if not filters.undecided():
            return True
        listed = sum(one.number for one in filters.combinations)
        passing = sum(one.number for one in filters.passing())
        # The totals may be of a moment before the combinations were read.
        tested = last * passing / max(hits, 1)
        if filters.query:
            return tested * READING < hits
        # Finding a document by its link takes about four times as long as testing one.
        linked = hits * listed / max(passing, 1)
        return tested < 4 * linked

    def is_cut_by_index(self, page: slice) -> bool:
        """Whether the text index can cut the page: by date, under no filters but its own."""
        if not self.filters.is_of_text_index() or self.filters.order == RELEVANCE:
            return False
        return index.gives_in_order() or not self._is_walked(self._last(page))

    def _last(self, page: slice) -> int:
        """How many hits must be read for a page, from where it is known to begin."""
        newest_first = self.filters.order != OLDEST_FIRST
        if "counts" not in self.__dict__ or page.stop > len(self) - self._starts.get(None, 0):
            return page.stop
        skip = self._positions.find(page.start, newest_first=newest_first).skip
        return skip + page.stop - page.start

    @cached_property
    def counts(self) -> Counts:
        cache_key = ("counts", self.cache_key)
        return cached_for_revision(self.revision, cache_key, lambda: count_values(self.filters))

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.filters, self.counts)


@cache
def _walked(*, newest_first: bool, of_one_type: bool, is_linked: bool) -> Prepared:
    """(type, record) of the documents of some combinations, from a day on, with some links."""

    def declare() -> DocumentQuerySet:
        found = documents().filter(among("combination_id", "combinations"))
        if of_one_type:  # so that their own index is used
            found = found.filter(type=Given("type"))
        if is_linked:
            found = found.linked(Given("dimension"), among("value", "links"), walk=True)
        return _from_day(found, Given("day"), newest_first)

    return Prepared(declare)


def _from_day(found: DocumentQuerySet, day: date | Given, newest_first: bool) -> DocumentQuerySet:
    bound = "start__lte" if newest_first else "start__gte"
    ordered = found.filter(**{bound: day}).in_order(newest_first=newest_first)
    return ordered.values_list("type", "record")
