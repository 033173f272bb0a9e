"""Counts of a list under its filters: the total, and each facet under all filters but its own.

Most filters are passed or failed by whole combinations of documents. How many documents of each
combination pass the others comes from the summaries (`portal.index.summaries`) if these are
none or one link, and otherwise from one reading of the documents that pass them. Counts contain
no words of a language.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db.models import QuerySet

from policies.charts.years import count_by_year
from policies.lists.filters import ListFilters
from portal.dimensions import Dimension
from portal.index import counted, summaries
from portal.index.counted import Common, Counted
from portal.index.querysets import DocumentQuerySet, documents
from portal.search import index

AT_A_TIME = 10_000  # documents that are read at a time to count them
TOTAL, YEAR, MONTH = "total", "year", "month"
NO_COLOUR = "none"


@dataclass(frozen=True)
class Counts:
    """`total` under all filters; `of` each dimension, by value or (slug, name of a record).

    `years` and `months` are counted by period and colour, as in {"2018-04": {"forum": 2}};
    months only of one chosen year, without the filters `from` and `to`, because these choose one.
    """

    total: int
    of: dict[str, Counter]
    years: dict[str, Counter]
    months: dict[str, Counter]


def colours(filters: ListFilters) -> Dimension | None:
    """The dimension whose colours are used in the rail's bars."""
    return next((one for one in filters.dimensions.values() if one.has_colours), None)


def total(filters: ListFilters) -> int:
    return _Counting(filters, [TOTAL]).total()


def count_values(filters: ListFilters) -> Counts:
    """A fixed number of queries for any number of facets and entries."""
    one_year = len(filters.form.cleaned_data.get(YEAR, [])) == 1
    months = [MONTH] if one_year else []
    counting = _Counting(filters, [TOTAL, *filters.dimensions, *months])
    years = counting.years()
    of = {name: counting.of(one) for name, one in filters.dimensions.items()}
    if YEAR in of:
        of[YEAR] = Counter({year: colours.total() for year, colours in years.items()})
    named = _with_names(filters, of)
    return Counts(counting.total(), named, years, counting.months() if one_year else {})


class _Counting:
    """Counts `names`: the total, dimensions, the months of a year."""

    def __init__(self, filters: ListFilters, names: list[str]):
        self._filters = filters
        coloured = colours(filters)
        self._colour = coloured.counted if coloured else lambda documents: ()
        active = {name for name, _ in filters.active()}
        # What is counted without the same filters is counted together.
        self._without = {name: tuple(active & {*_ignored(name)}) for name in names}
        self._passing = {
            without: filters.passing(*without) for without in {*self._without.values()}
        }
        self._documents: dict[tuple, _Whole | _Read] = {}
        self._numbers: dict[tuple, list[tuple[Counted, int]]] = {}

    def total(self) -> int:
        return sum(number for _, number in self._counted(TOTAL))

    def of(self, dimension: Dimension) -> Counter:
        name, found = dimension.name, Counter()
        if dimension.linked:
            return self._found(name).links(name, self._passing[self._without[name]])
        for one, number in self._counted(name):
            for value in dimension.counted(one):
                found[value] += number
        return found

    def years(self) -> dict[str, Counter]:
        if YEAR not in self._without:
            return {}
        spans: Counter = Counter()
        for one, number in self._counted(YEAR):
            if one.first_year:
                spans[one.first_year, one.last_year, self._colour_of(one)] += number
        years = defaultdict(Counter)
        by_year = count_by_year((*span, number) for span, number in spans.items())
        for (year, colour), number in by_year.items():
            years[f"{year:04d}"][colour] = number
        return years

    def months(self) -> dict[str, Counter]:
        """Those of the one year chosen."""
        months, passing = defaultdict(Counter), self._passing[self._without[MONTH]]
        year = self._filters.form.cleaned_data[YEAR][0].start.year
        colour_of = {one.key: self._colour_of(one.counted) for one in passing}
        for key, first, last, number in self._found(MONTH).months(passing):
            for month in range(max(first, year * 100 + 1), min(last, year * 100 + 12) + 1):
                months[f"{year:04d}-{month % 100:02d}"][colour_of[key]] += number
        return months

    def _colour_of(self, one: Counted) -> str:
        return next(iter(self._colour(one)), NO_COLOUR)

    def _counted(self, name: str) -> list[tuple[Counted, int]]:
        """The combinations under which `name` is counted, with their numbers of documents."""
        without = self._without[name]
        if without not in self._numbers:
            numbers = self._found(name).numbers
            found = ((one.counted, numbers.get(one.key)) for one in self._passing[without])
            self._numbers[without] = [(one, number) for one, number in found if number]
        return self._numbers[without]

    def _found(self, name: str) -> "_Whole | _Read":
        """The documents that pass the undecided filters with which `name` is counted."""
        undecided = tuple(self._filters.undecided(*self._without[name]))
        if undecided not in self._documents:
            self._documents[undecided] = self._find(undecided)
        return self._documents[undecided]

    def _find(self, undecided: tuple[str, ...]) -> "_Whole | _Read":
        filters = self._filters
        if not undecided:
            return _Whole(filters)
        passing = {
            one.key: one
            for without, found in self._passing.items()
            if tuple(filters.undecided(*without)) == undecided
            for one in found
        }
        dimension = filters.dimensions.get(undecided[0])
        if len(undecided) == 1 and dimension:
            link = dimension.only_link(filters.form.cleaned_data[dimension.name])
            if link is not None:
                return _Linked(dimension.name, link, list(passing.values()))
        others = {name for name, _ in filters.active()} - {*undecided}
        found = filters.queryset
        if "q" in undecided:
            found = index.matching(filters.query, filters.scope)
        if "q" not in undecided or len(passing) < len(filters.combinations):
            found = found.of(list(passing.values()))
        return _Read(filters.read(found, *others))


def _ignored(name: str) -> tuple[str, ...]:
    """The parameters without which `name` is counted."""
    return {TOTAL: (), MONTH: ("from", "to")}.get(name, (name,))


class _Whole:
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


class _Read:
    """Documents that are read and counted in Python, because grouping them takes longer."""

    def __init__(self, found: DocumentQuerySet):
        self._documents = found

    @cached_property
    def _alike(self) -> Counter[tuple[int, str]]:
        """(combination, links) → number."""
        return _count(self._documents.values_list("combination_id", "counted_links"))

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
        return _count_months(self._documents.of(passing))


class _Linked(_Read):
    """The documents with one link; only their other links and months are read."""

    def __init__(self, dimension: str, link: int, passing: list[Common]):
        self._passing, self._dimension, self._link = passing, dimension, link

    @property
    def _documents(self) -> DocumentQuerySet:
        return documents().of(self._passing).linked(self._dimension, [self._link])

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
    counted, read = Counter(), rows.order_by().iterator(AT_A_TIME)
    while some := list(islice(read, AT_A_TIME)):
        counted.update(some)
    return counted


def _with_names(filters: ListFilters, of: dict[str, Counter]) -> dict[str, Counter]:
    """Counters of records by (slug, name) instead of primary key; one query for all of them."""
    asked = {name: one.names(of[name]) for name, one in filters.dimensions.items()}
    first, *others = [names for names in asked.values() if names is not None] or [()]
    named: dict[str, Counter] = {name: Counter() for name in asked if asked[name] is not None}
    for name, pk, slug, label in first.union(*others, all=True) if others else first:
        named[name][slug, label] = of[name][str(pk)]
    return of | named
