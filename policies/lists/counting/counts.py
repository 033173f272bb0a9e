"""Counts of a list under its filters: the total, and each facet under all filters but its own.

Most filters are passed or failed by whole combinations of documents. How many documents of each
combination pass the others comes from the summaries (`portal.index.summaries`) if these are
none or one link, and otherwise from one reading of the documents that pass them. Counts contain
no words of a language.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, partial

from django.db.models import QuerySet

from policies.charts.years import count_by_year
from policies.lists.counting.counted_documents import OfLink, Read, Whole
from policies.lists.filters import ListFilters
from portal.dimensions import Dimension
from portal.index import summaries
from portal.index.counted import Common, Counted
from portal.index.querysets import DocumentQuerySet, days_of
from portal.prepared import Prepared
from portal.search import index
from portal.search.names import Linked

# Of more than MOST_NAMED records only the FIRST with most entries are shown beside a list.
MOST_NAMED, FIRST = 50, 12
TOTAL, YEAR, MONTH = "total", "year", "month"
NO_COLOUR = "none"


@dataclass(frozen=True)
class Counts:
    """`total` under all filters; `of` each dimension, by value or (slug, name of a record).

    `years` and `months` are counted by period and colour, as in {"2018-04": {"forum": 2}};
    months only of one chosen year, without the filters `from` and `to`, because these choose one.
    Of records only those with most entries and those chosen are named if there are more than
    MOST_NAMED; `different` is how many values each dimension has.
    `starts` are all entries by the year in which they begin, None without a date.
    """

    total: int
    starts: dict[int | None, int]
    of: dict[str, Counter]
    different: dict[str, int]
    years: dict[str, Counter]
    months: dict[str, Counter]


def colours(filters: ListFilters) -> Dimension | None:
    """The dimension whose colours are used in the rail's bars."""
    return next((one for one in filters.dimensions.values() if one.has_colours), None)


def count_starts(filters: ListFilters) -> dict[int | None, int]:
    """All entries under all filters by the year in which they begin."""
    return _Counting(filters, [TOTAL]).starts()


def starts_in(filters: ListFilters, year: int) -> Counter[int]:
    """Those that begin in a year, by month; only if the filters decide on combinations."""
    months: Counter = Counter()
    passing = [one for one in filters.passing() if one.counted.first_year == year]
    for _, first, _, number in summaries.months_of(passing):
        months[first] += number
    return months


def count_values(filters: ListFilters, in_full: Collection[str] = ()) -> Counts:
    """A fixed number of queries for any number of facets and entries.

    All records of the dimensions `in_full` are named.
    """
    one_year = len(filters.form.cleaned_data.get(YEAR, [])) == 1
    months = [MONTH] if one_year else []
    counting = _Counting(filters, [TOTAL, *filters.dimensions, *months])
    years = counting.years()
    of = {name: counting.of(one) for name, one in filters.dimensions.items()}
    if YEAR in of:
        of[YEAR] = Counter({year: colours.total() for year, colours in years.items()})
    asked = {
        name: keys if name in in_full else _most(filters, filters.dimensions[name], keys)
        for name, keys in of.items()
    }
    named = _with_names(filters, asked)
    different = {name: len(keys) for name, keys in of.items()}
    starts = counting.starts()
    of_months = counting.months() if one_year else {}
    return Counts(sum(starts.values()), starts, named, different, years, of_months)


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
        self._documents: dict[tuple, Whole | Read] = {}
        self._numbers: dict[tuple, list[tuple[Counted, int]]] = {}
        self._numbers_alike: dict[tuple, list[tuple[Counted, int]]] = {}

    def starts(self) -> dict[int | None, int]:
        starts: Counter = Counter()
        for one, number in self._counted(TOTAL):
            starts[one.first_year] += number
        return dict(starts)

    def of(self, dimension: Dimension) -> Counter:
        name, found = dimension.name, Counter()
        if dimension.linked:
            return self._found(name).links(name, self._passing[self._without[name]])
        for one, number in self._alike(name):
            for value in dimension.counted(one):
                found[value] += number
        return found

    def years(self) -> dict[str, Counter]:
        if YEAR not in self._without:
            return {}
        spans: Counter = Counter()
        colour_of = {one.alike: self._colour_of(one) for one, _ in self._alike(YEAR)}
        for one, number in self._counted(YEAR):
            if one.first_year:
                spans[one.first_year, one.last_year, colour_of[one.alike]] += number
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

    def _alike(self, name: str) -> list[tuple[Counted, int]]:
        """Like `_counted`, but one combination stands for those that differ by their years."""
        without = self._without[name]
        if without not in self._numbers_alike:
            numbers, one_of = Counter(), {}
            for one, number in self._counted(name):
                numbers[one.alike] += number
                one_of[one.alike] = one
            self._numbers_alike[without] = [(one_of[key], n) for key, n in numbers.items()]
        return self._numbers_alike[without]

    def _found(self, name: str) -> "Whole | Read":
        """The documents that pass the undecided filters with which `name` is counted."""
        undecided = tuple(self._filters.undecided(*self._without[name]))
        if undecided not in self._documents:
            self._documents[undecided] = self._find(undecided)
        return self._documents[undecided]

    def _find(self, undecided: tuple[str, ...]) -> "Whole | Read":
        filters = self._filters
        if not undecided:
            return Whole(filters)
        passing = {
            name: self._passing[without]
            for name, without in self._without.items()
            if tuple(filters.undecided(*without)) == undecided
        }
        linked = {
            name: found
            for name, found in passing.items()
            if name in filters.dimensions and filters.dimensions[name].linked
        }
        together = list({one.key: one for found in passing.values() for one in found}.values())
        if len(undecided) == 1 and len(links := self._links(undecided[0])) == 1:
            year = filters.groups().get(YEAR) if MONTH in self._without else None
            return OfLink(links[0], filters.scope, year, together, linked)
        return Read(partial(self._hits, undecided), together, linked)

    def _links(self, name: str) -> tuple[Linked, ...]:
        group = self._filters.groups().get(name)
        return group.links if group else ()

    def _hits(self, undecided: tuple[str, ...], passing: list[Common]) -> DocumentQuerySet:
        """The documents of combinations that pass the undecided filters."""
        filters = self._filters
        others = {name for name, _ in filters.active()} - {*undecided}
        if "q" not in undecided:
            return filters.read(filters.queryset.of(passing), *others)
        ignored = {*filters.undecided()} - {*undecided}
        groups = {
            name: group
            for name, group in filters.groups(*ignored).items()
            if all(filters.tests[name](one.counted) for one in passing)
        }
        is_narrowed = len(passing) < len(filters.passing(*others - groups.keys()))
        narrowed = is_narrowed or {*undecided} - groups.keys() != {"q"}
        days = days_of(passing) if is_narrowed else None
        found = index.matching(
            *(filters.query, filters.scope), groups=groups.values(), narrowed=narrowed, days=days
        )
        return filters.read(found.of(passing) if is_narrowed else found, *others, *groups)


def _ignored(name: str) -> tuple[str, ...]:
    """The parameters without which `name` is counted."""
    return {TOTAL: (), MONTH: ("from", "to")}.get(name, (name,))


def _most(filters: ListFilters, dimension: Dimension, counts: Counter) -> Counter:
    """The records to be named: those with most entries, with ties, and those chosen."""
    if not dimension.has_records or len(counts) <= MOST_NAMED:
        return counts
    least = sorted(counts.values(), reverse=True)[FIRST - 1]
    chosen = {str(one.pk) for one in filters.form.cleaned_data.get(dimension.name) or ()}
    return Counter({key: n for key, n in counts.items() if n >= least or key in chosen})


def _with_names(filters: ListFilters, of: dict[str, Counter]) -> dict[str, Counter]:
    """Counters of records by (slug, name) instead of primary key; one query for all of them."""
    of_records = [one for one in filters.dimensions.values() if one.has_records]
    keys = {one.name: [*map(int, of[one.name])] for one in of_records}
    named: dict[str, Counter] = {name: Counter() for name in keys}
    for name, pk, slug, label in _names(*of_records).all(**keys) if any(keys.values()) else ():
        named[name][slug, label] = of[name][str(pk)]
    return of | named


@cache
def _names(*dimensions: Dimension) -> Prepared:
    """(dimension, key, slug, label) of records whose keys are given by the dimension's name."""

    def declare() -> QuerySet:
        first, *others = (one.names() for one in dimensions)
        return first.union(*others, all=True) if others else first

    return Prepared(declare)
