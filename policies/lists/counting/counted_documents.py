"""Documents that pass the undecided filters of a list, counted by combination, link and month."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import compress

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from policies.lists.filters import ListFilters
from portal.index import summaries
from portal.index.counted import Common
from portal.index.querysets import DocumentQuerySet, documents
from portal.search import index
from portal.search.clauses import Group
from portal.search.names import Linked
from portal.search.query import Query

AT_A_TIME = 10_000  # documents that are read at a time to count them
UNDATED = (None, None)


class Whole:
    """All documents of the list, by its summaries."""

    def __init__(self, filters: ListFilters):
        self._filters = filters
        self.numbers = {one.key: one.number for one in filters.combinations}

    def links(self, dimension: str, passing: list[Common]) -> Counter:
        """Value → number of the documents of combinations that have it."""
        scope, combinations = self._filters.scope, self._filters.combinations
        if len(passing) == len(combinations):
            return summaries.links(scope, dimension)
        years = {one.counted.years for one in passing}
        whole_years = len(passing) == sum(one.counted.years in years for one in combinations)
        if whole_years and UNDATED not in years:
            return summaries.links(scope, dimension, years)
        if len(passing) * 2 < len(combinations):
            return summaries.links_of(passing, dimension)
        keys = {one.key for one in passing}
        others = [one for one in combinations if one.key not in keys]
        return summaries.links(scope, dimension) - summaries.links_of(others, dimension)

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        return summaries.months_of(passing)


class Read:
    """Documents that are read and counted in Python, because grouping them takes longer.

    `linked` are the combinations whose links are counted, by dimension.
    """

    def __init__(
        self,
        hits: Callable[[list[Common]], DocumentQuerySet],
        passing: list[Common],
        linked: Mapping[str, list[Common]],
    ):
        self._hits, self._passing, self._linked = hits, passing, linked

    @property
    def numbers(self) -> Mapping[int, int]:
        """By combination."""
        return self._counted[0]

    @cached_property
    def _counted(self) -> tuple[Counter[int], dict[str, Counter[str]]]:
        """The numbers of combinations, and of each link in the texts of the `linked` ones."""
        numbers, links = Counter(), {name: Counter() for name in self._linked}
        wanted = {name: {one.key for one in found} for name, found in self._linked.items()}
        found = self._hits(self._passing).values_list("combination_id", "counted_links")
        for rows in _parts(found):
            combinations, texts = zip(*rows, strict=True)
            numbers.update(combinations)
            for name, keys in wanted.items():
                having = compress(texts, map(keys.__contains__, combinations))
                links[name].update(" ".join(having).split())
        return numbers, links

    def links(self, dimension: str, passing: list[Common]) -> Counter:
        start, found = f"{dimension}=", self._counted[1][dimension].items()
        return Counter({one.removeprefix(start): n for one, n in found if one.startswith(start)})

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        return _count_months(self._hits(passing))


class OfLink(Read):
    """The documents with one link, on a list; only their other links and months are read.

    The months are those of documents that the group `year` finds.
    """

    def __init__(self, link: Linked, scope: str, year: Group | None, *given):
        super().__init__(self._with_link, *given)
        self._link, self._scope, self._year = link, scope, year

    def _with_link(self, passing: list[Common]) -> DocumentQuerySet:
        return documents().of(passing).linked(self._link.dimension, [self._link.value])

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        return summaries.having(self._link.dimension, self._link.value)

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        groups = [Group((), links=(self._link,)), *filter(None, [self._year])]
        found, keys = (
            index.matching(Query(), self._scope, groups=groups),
            {one.key for one in passing},
        )
        return (months for months in _count_months(found) if months.combination in keys)


def _count_months(found: DocumentQuerySet) -> Iterable[summaries.Months]:
    rows: Counter = Counter()
    for some in _parts(found.values_list("combination_id", "first_month", "last_month")):
        rows.update(some)
    return (summaries.Months(*columns, number) for columns, number in rows.items())


def _parts(rows: QuerySet) -> Iterator[list[tuple]]:
    """Not by a cursor of the server, with which PostgreSQL plans for few rows."""
    with suppress(EmptyResultSet), connections[rows.db].cursor() as cursor:
        cursor.execute(*rows.order_by().query.sql_with_params())
        while some := cursor.fetchmany(AT_A_TIME):
            yield some
