"""Summaries: how many documents have which values, kept so that lists need not count them.

Documents of the same type, years, values and lists have one combination (`portal.index.counted`),
of which there are some hundred, however many documents there are. Each has its number of documents,
and a number for each link and each pair of first and last months of its documents. Each list has
a number for each link of its documents, in all and by years.

They change in the transaction that changes the documents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from django.db import connection
from django.db.models import Count

from portal.changes.recording import rows_with
from portal.index.counted import LIST, Common, Counted, Years, token
from portal.index.querysets import contains
from portal.models import Combination, Document, DocumentLink, Summary
from portal.models.bulk.inserting import insert_rows
from portal.prepared import Given, Prepared, among

MONTHS = "months"  # as a dimension, whose values are "201804-201805"
_COLUMNS = ("combination", "list", "dimension", "value", "number")
_ALL, _YEARS = 0, 10_000  # the years 2018 to 2019 are 20182019
_SELF = ("", "", "")  # the columns between, where the number is that of a combination itself
_ADD = "ON CONFLICT ({}) DO UPDATE SET number = {}.number + excluded.number"

_COMBINATIONS = Prepared(
    lambda: Combination.objects.filter(number__gt=0).values_list("pk", "text", "number")
)
_ON_LIST = Prepared(
    lambda: Combination.objects.filter(contains("text", Given("list")), number__gt=0).values_list(
        "pk", "text", "number"
    )
)
_HAVING = Prepared(
    lambda: Summary.objects.filter(
        dimension=Given("dimension"), value=Given("value"), list=""
    ).values_list("combination", "number")
)
_LINKS = Prepared(
    lambda: Summary.objects.filter(
        among("combination", "years"), list=Given("list"), dimension=Given("dimension")
    ).values_list("value", "number")
)
_BY_YEARS = Prepared(
    lambda: Summary.objects.filter(
        among("value", "values"), dimension=Given("dimension"), list=Given("list")
    ).values_list("combination", "value", "number")
)
# Without a GROUP BY, for which SQLite would read the whole dimension in the order of values.
_OF_COMBINATIONS = Prepared(
    lambda: Summary.objects.filter(
        among("combination", "combinations"), list="", dimension=Given("dimension")
    ).values_list("combination", "value", "number")
)

# (text of a combination or number of years, list, dimension, value) → number
Numbers = Counter[tuple]


class Months(NamedTuple):
    combination: int
    first: int
    last: int
    number: int


def on(scope: str) -> list[Common]:
    """The combinations of the documents on a list, or of all for ""; one query."""
    rows = _ON_LIST.all(list=token(LIST, scope)) if scope else _COMBINATIONS.all()
    keys, texts, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    return [*map(Common, keys, map(Counted.read, texts), numbers)]


def having(dimension: str, value: str | int) -> dict[int, int]:
    """Combination → its number of documents with this link; one query."""
    return dict(_HAVING.all(dimension=dimension, value=str(value)))


def links(scope: str, dimension: str, years: Iterable[Years] | None = None) -> Counter[str]:
    """Value → number of the documents on a list that have it; one query.

    With `years`, of documents with these first and last years.
    """
    keys = [_ALL] if years is None else map(_key_of_years, years)
    return _added_up(_LINKS.all(list=scope, dimension=dimension, years=[*keys]))


def links_by_years(scope: str, dimension: str, keys: Iterable[int]) -> Iterator[tuple]:
    """(first year, last year, value, number of such documents on a list that have it).

    The years are 0 for all documents. One query.
    """
    found = _BY_YEARS.all(list=scope, dimension=dimension, values=[*map(str, keys)])
    return ((*divmod(years, _YEARS), value, number) for years, value, number in found)


def links_of(combinations: Iterable[Common], dimension: str) -> Counter[str]:
    """Value → number of the documents of these combinations that have it; one query."""
    return _added_up((value, number) for _, value, number in _of(combinations, dimension))


def _added_up(rows: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter = Counter()
    for value, number in rows:
        found[value] += number
    return found


def months_of(combinations: Iterable[Common]) -> Iterator[Months]:
    """One query."""
    for combination, value, number in _of(combinations, MONTHS):
        first, _, last = value.partition("-")
        yield Months(combination, int(first), int(last), number)


def _of(combinations: Iterable[Common], dimension: str) -> list[tuple[int, str, int]]:
    keys = [one.key for one in combinations]
    return _OF_COMBINATIONS.all(dimension=dimension, combinations=keys) if keys else []


def keys_of(texts: Iterable[str]) -> dict[str, int]:
    """Text → key of a combination; who is not there is written, with no document yet."""
    texts = set(texts)
    found = _keys_of(texts)
    if new := sorted(texts - found.keys()):
        insert_rows(Combination, [(text, 0) for text in new], ("text", "number"))
        found |= _keys_of(new)
    return found


def _keys_of(texts: Iterable[str]) -> dict[str, int]:
    return dict(rows_with(Combination.objects, "text", texts).values_list("text", "pk"))


def change(gone: Iterable, come: Iterable) -> Numbers:
    """What changes where documents (stored or to be) go and others come."""
    numbers: Numbers = Counter()
    for documents, number in ((gone, -1), (come, 1)):
        for document in documents:
            for key in _summed(document.columns, document.linked):
                numbers[key] += number
    return numbers


def _summed(columns: dict, linked: Iterable[tuple]) -> Iterator[tuple]:
    """The numbers in which a document is counted."""
    text = columns["combination"]
    counted = Counted.read(text)
    yield text, *_SELF
    if columns["first_month"]:
        yield text, "", MONTHS, _months(columns["first_month"], columns["last_month"])
    for dimension, value, _ in linked:
        yield text, "", dimension, str(value)
        for years, name in _on_lists(counted):
            yield years, name, dimension, str(value)


def _on_lists(counted: Counted) -> Iterable[tuple[int, str]]:
    """(years, list) under which the links of its documents are counted."""
    return product({_ALL, _key_of_years(counted.years)}, counted.values[LIST])


def _key_of_years(years: Years) -> int:
    """(2018, 2019) → 20182019; without a date 0."""
    first, last = years
    return (first or 0) * _YEARS + (last or 0)


def _months(first: int, last: int) -> str:
    return f"{first}-{last}"


def write(numbers: Numbers) -> None:
    """Add numbers to those that are kept; rows of which nothing is left are deleted."""
    numbers = {key: number for key, number in numbers.items() if number}
    if not numbers:
        return
    keys = keys_of({text for text, *_ in numbers if isinstance(text, str)})
    of_combinations, others = [], []
    for (text, *rest), number in sorted(numbers.items(), key=lambda one: str(one[0])):
        if tuple(rest) == _SELF:
            of_combinations.append((text, number))
        else:
            others.append((keys.get(text, text), *rest, number))
    _add(Combination, of_combinations, ("text", "number"))
    _add(Summary, others, _COLUMNS)
    empty = rows_with(Summary.objects.filter(number=0), "combination", (key for key, *_ in others))
    empty._raw_delete(connection.alias)
    Combination.objects.filter(number=0)._raw_delete(connection.alias)


def _add(model: type, rows: list[tuple], columns: tuple[str, ...]) -> None:
    on_conflict = _ADD.format(", ".join(columns[:-1]), model._meta.db_table)
    insert_rows(model, rows, columns, on_conflict)


def rebuild() -> None:
    """Count all documents anew."""
    Summary.objects.all()._raw_delete(connection.alias)
    Combination.objects.update(number=0)
    write(_counted_anew())


def inconsistencies() -> Iterator[str]:
    """A sentence for each combination or list of which a number is not what the documents say."""
    wanted, stored = _counted_anew(), _stored()
    # A row with 0 is wrong too, because lists would show its value.
    wrong = {key[:2] for key in wanted.keys() | stored if wanted.get(key) != stored.get(key)}
    for text, name in sorted(wrong, key=str):
        yield f"{name or text}: summed up otherwise than its documents are now"


def _counted_anew() -> Numbers:
    number = Count("*")
    texts = dict(Combination.objects.values_list("pk", "text"))
    documents, linked = Document.objects.order_by(), DocumentLink.objects.order_by()
    numbers: Numbers = Counter()
    for key, count in documents.values_list("combination").annotate(number=number):
        numbers[texts[key], *_SELF] = count
    months = documents.filter(first_month__isnull=False)
    columns = ("combination", "first_month", "last_month")
    for key, first, last, count in months.values_list(*columns).annotate(number=number):
        numbers[texts[key], "", MONTHS, _months(first, last)] = count
    columns = ("document__combination", "dimension", "value")
    for key, dimension, value, count in linked.values_list(*columns).annotate(number=number):
        numbers[texts[key], "", dimension, str(value)] = count
        for years, name in _on_lists(Counted.read(texts[key])):
            numbers[years, name, dimension, str(value)] += count
    return numbers


def _stored() -> dict[tuple, int]:
    texts = dict(Combination.objects.values_list("pk", "text"))
    stored = {
        (key if rest[0] else texts.get(key), *rest): number
        for key, *rest, number in Summary.objects.values_list(*_COLUMNS)
    }
    counted = Combination.objects.filter(number__gt=0).values_list("text", "number")
    return stored | {(text, *_SELF): number for text, number in counted}
