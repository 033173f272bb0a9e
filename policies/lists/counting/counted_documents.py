"""Documents that pass the undecided filters of a list, counted by combination, link and month."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from policies.lists.filters import ListFilters
from portal.index import counted, summaries
from portal.index.counted import Common
from portal.index.querysets import DocumentQuerySet, documents

AT_A_TIME = 10_000  # documents that are read at a time to count them


class Whole:
    """All documents of the list, by its summaries."""

    def __init__(self, filters: ListFilters):
        self._filters = filters
        self.numbers = {one.key: one.number for one in filters.combinations}

    def links(self, dimension: str, passing: list[Common]) -> Counter:
        """Value → number of the documents of combinations that have it."""
        keys = {one.key for one in passing}
        others = [one for one in self._filters.combinations if one.key not in keys]
        if len(passing) < len(others):
            return summaries.links_of(passing, dimension)
        found = summaries.links(self._filters.scope, dimension)
        return found - summaries.links_of(others, dimension) if others else found

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        return summaries.months_of(passing)


class Read:
    """Documents that are read and counted in Python, because grouping them takes longer."""

    def __init__(self, hits: Callable[[list[Common]], DocumentQuerySet], passing: list[Common]):
        self._hits, self._passing = hits, passing

    @cached_property
    def _alike(self) -> Counter[tuple[int, str]]:
        """(combination, links) → number."""
        found = self._hits(self._passing)
        return _count(found.values_list("combination_id", "counted_links"))

    @cached_property
    def numbers(self) -> Counter[int]:
        """By combination."""
        numbers: Counter = Counter()
        for (combination, _), number in self._alike.items():
            numbers[combination] += number
        return numbers

    def links(self, dimension: str, passing: list[Common]) -> Counter:
        keys, texts, found = {one.key for one in passing}, Counter(), Counter()
        for (combination, links), number in self._alike.items():
            if combination in keys:
                texts[links] += number
        for links, number in texts.items():
            for value in counted.read(links.split()).get(dimension, ()):
                found[value] += number
        return found

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        return _count_months(self._hits(passing))


class Linked(Read):
    """The documents with one link; only their other links and months are read."""

    def __init__(self, dimension: str, link: int, passing: list[Common]):
        super().__init__(lambda ones: documents().of(ones).linked(dimension, [link]), passing)
        self._dimension, self._link = dimension, link

    @cached_property
    def numbers(self) -> dict[int, int]:
        return summaries.having(self._dimension, self._link)

    def months(self, passing: list[Common]) -> Iterable[summaries.Months]:
        walk = sum(one.number for one in passing) < sum(self.numbers.values())
        found = documents().of(passing).linked(self._dimension, [self._link], walk=walk)
        return _count_months(found)


def _count_months(found: DocumentQuerySet) -> Iterable[summaries.Months]:
    rows = _count(found.values_list("combination_id", "first_month", "last_month"))
    return (summaries.Months(*columns, number) for columns, number in rows.items())


def _count(rows: QuerySet) -> Counter[tuple]:
    """Row → number; not by a cursor of the server, with which PostgreSQL plans for few rows."""
    counted: Counter = Counter()
    with suppress(EmptyResultSet), connections[rows.db].cursor() as cursor:
        cursor.execute(*rows.order_by().query.sql_with_params())
        while some := cursor.fetchmany(AT_A_TIME):
            counted.update(some)
    return counted
