"""The declaration of a dimension, by which lists are filtered and counted, and their registry.

A record type names the dimensions that its records have (`portal.record_types`). The filters of
a list, their form, the facets, the active filters, the counts and the remedies for an empty
result loop over the dimensions of the list. An app registers its own dimensions at start.
"""

from collections.abc import Callable, Iterable
from functools import partial

from django import forms
from django.db.models import F, Model, Q, QuerySet, Value

from portal import record_types
from portal.index.counted import Counted
from portal.index.querysets import DocumentQuerySet
from portal.index.text_index.marks import asked_by
from portal.prepared import among
from portal.record_types import Past
from portal.search.clauses import Group
from portal.search.names import Linked
from portal.text.dates import YEAR, PartialDate, read_query
from portal.web.forms.fields import ChoicesField, PartialDateField, RecordsField, YearsField
from portal.web.rendering.date_format import format_date
from portal.web.response_cache import parameters

Test = Callable[[Counted], bool]


class Dimension:
    """`name` is the query parameter, the form field, the facet and the dimension in the index.

    `label` is its name for people, `lacking` its name in a sentence about records without it.
    """

    is_facet = True
    is_typed = False  # into a field of its own, shown where a document has a value
    usual = ""  # the value that says nothing: a facet is not shown where all have it
    rank = 0  # of its facet: those with fewer values are shown first
    in_chinese = False  # its values are named in the language of the records
    has_records = False  # its values are records, of which there may be hundreds
    linked = False  # its values are links of documents, not values of their combinations
    has_colours = False  # each value has a colour; the bars of the rail are stacked by it

    def __init__(self, name: str, label: str, lacking: str = ""):
        self.name, self.label, self.lacking = name, label, lacking

    def fields(self) -> dict[str, forms.Field]:
        """By query parameter."""
        raise NotImplementedError

    def test(self, parameter: str, value) -> Test:
        """Whether documents of a combination may have the cleaned value of a parameter."""
        raise NotImplementedError

    def decides(self, parameter: str, value) -> bool:
        """Whether all documents of a combination that passes the test have the value."""
        return True

    def narrow(
        self, documents: DocumentQuerySet, parameter: str, value, *, walk: bool
    ) -> DocumentQuerySet:
        """`documents` with a value that the test does not decide.

        `walk`: they will be read in order until there are enough.
        """
        raise NotImplementedError

    def group(self, parameter: str, value) -> Group | None:
        """What the text index finds the documents with a cleaned value by, if it can."""

    def then(self, past: Past, parameter: str, value) -> Q | None:
        """Condition for records of a type on a list of a past day; None if none has the value."""
        condition = past.conditions.get(self.name)
        return condition(value) if condition else None

    def choice(self, chosen) -> tuple[str, str]:
        """A cleaned value → (value in an address, label)."""
        raise NotImplementedError

    def counted(self, documents: Counted) -> Iterable[str]:
        """Values, or primary keys of records, under which documents of a combination count.

        They do not depend on its years.
        """
        return documents.values.get(self.name, ())

    def names(self) -> QuerySet | None:
        """Rows (dimension, key, slug, label) if keys in the index are primary keys; else None.

        The keys will be given by the name of the dimension (`portal.prepared`).
        """

    def labelled(self, counts: dict) -> dict[str, tuple[str, int]]:
        """Counts → {value: (label, count)}."""
        raise NotImplementedError

    def order(self, value: str, label: str, count: int) -> object:
        """Sort key of a facet value."""
        return value

    def has_any(self, keys: Iterable) -> Test:
        wanted = {str(key) for key in keys}
        return lambda documents: not wanted.isdisjoint(self.counted(documents))

    def is_on(self, list_name: str) -> bool:
        return any(self.name in type_.dimensions for type_ in record_types.listed(list_name))


class Choices(Dimension):
    """A dimension with a few fixed values, shown in the order of `choices`."""

    rank = 1

    def __init__(self, name: str, label: str, choices: Iterable[tuple[str, str]], **words):
        super().__init__(name, label, **words)
        self._choices = dict(choices)

    @property
    def choices(self) -> dict[str, str]:
        return self._choices

    def fields(self):
        choices = self.choices.items()
        return {self.name: ChoicesField(label=self.label, required=False, choices=choices)}

    def test(self, parameter, value):
        return self.has_any(value)

    def choice(self, chosen):
        return chosen, str(self.choices[chosen])

    def labelled(self, counts):
        known = self.choices
        return {value: (str(known[value]), n) for value, n in counts.items() if value in known}

    def order(self, value, label, count):
        return list(self.choices).index(value)


class Types(Choices):
    """The record type, on the list of search alone; its values are tabs instead of a facet."""

    is_facet = False

    def __init__(self, name: str, label: str):
        super().__init__(name, label, ())

    @property
    def choices(self):
        return {one.name: one.label for one in record_types.listed(record_types.SEARCH)}

    def counted(self, documents):
        return (documents.type,)

    def is_on(self, list_name):
        return list_name in (record_types.SEARCH, "")


class Records(Dimension):
    """A dimension whose values are records of `model`, by their slugs.

    `names_in` is the model's field with their names. Many different records are `linked`: the
    index finds documents by them without reading the others.
    """

    rank = 2
    in_chinese = True
    has_records = True

    def __init__(self, name, label, model: type[Model], names_in: str, linked=False, **words):
        super().__init__(name, label, **words)
        self.model, self.names_in, self.linked = model, names_in, linked

    def fields(self):
        return {self.name: RecordsField(label=self.label, required=False, model=self.model)}

    def test(self, parameter, value):
        if self.linked:
            return lambda documents: True
        return self.has_any(record.pk for record in value)

    def decides(self, parameter, value):
        return not self.linked

    def narrow(self, documents, parameter, value, *, walk):
        return documents.linked(self.name, [record.pk for record in value], walk=walk)

    def group(self, parameter, value):
        links = (Linked(self.name, record.pk) for record in value)
        return Group((), links=tuple(links)) if self.linked else None

    def choice(self, chosen):
        return chosen.slug, str(chosen)

    def names(self):
        named = self.model.objects.filter(among("pk", self.name)).order_by()
        named = named.annotate(
            dimension=Value(self.name), label=F(self.names_in), address=F("slug")
        )
        return named.values_list("dimension", "pk", "address", "label")

    def labelled(self, counts):
        return {slug: (label, count) for (slug, label), count in counts.items()}

    def in_order_of_names(self) -> list[str]:
        """The slugs of all records; one query."""
        return list(self.model.objects.values_list("slug", flat=True))

    def order(self, value, label, count):
        return (-count, label) if self.linked else value


class Dates(Dimension):
    """The years of a record's date, newest first; `from` and `to` bound its date as well."""

    def __init__(self, name: str, label: str, first: str, last: str, **words):
        super().__init__(name, label, **words)
        self.first, self.last = first, last

    def fields(self):
        return {
            self.name: YearsField(label=self.label, required=False),
            "from": PartialDateField(label=self.first, required=False),
            "to": PartialDateField(label=self.last, required=False),
        }

    def test(self, parameter, value):
        if parameter == self.name:
            return partial(_overlaps, {one.start.year for one in value})
        if parameter == "from":
            return lambda documents: (documents.last_year or 0) >= value.start.year
        return lambda documents: 0 < (documents.first_year or 0) <= value.end.year

    def decides(self, parameter, value):
        return parameter == self.name or value.precision == YEAR

    def narrow(self, documents, parameter, value, *, walk):
        return documents.since(value) if parameter == "from" else documents.until(value)

    def group(self, parameter, value):
        years = value if parameter == self.name else ()
        asked = dict.fromkeys(mark for year in years for mark in asked_by(year))
        return Group((), tuple(asked)) if asked else None

    def then(self, past, parameter, value):
        if not past.start:
            return None
        bounds = {"from": (value, None), "to": (None, value)}.get(parameter)
        spans = [bounds] if bounds else [(year, year) for year in value]
        return Q(*(_within(past, *span) for span in spans), _connector=Q.OR)

    def choice(self, chosen: PartialDate):
        return chosen.iso, format_date(chosen)

    def labelled(self, counts):
        return {year: (format_date(read_query(year)), count) for year, count in counts.items()}

    def order(self, value, label, count):
        return -int(value)


def _within(past: Past, first: PartialDate | None, last: PartialDate | None) -> Q:
    """Condition that a record's date overlaps the time from one date to another."""
    condition = Q(**{f"{past.end}__gte": first.start}) if first else Q()
    return condition & Q(**{f"{past.start}__lte": last.end}) if last else condition


def _overlaps(years: set[int], documents: Counted) -> bool:
    first, last = documents.first_year, documents.last_year
    return first in years or (first != last and any(first < year <= last for year in years))


_registered: dict[str, Dimension] = {}


def register(*dimensions: Dimension) -> None:
    """In the order in which a page names them; facets are sorted by rank before."""
    _registered.update({one.name: one for one in dimensions})
    parameters.register(*(name for one in dimensions for name in one.fields()))


def on(list_name: str = "") -> dict[str, Dimension]:
    """By name: the dimensions that a record on this list may have; all if no list is named."""
    return {name: one for name, one in _registered.items() if one.is_on(list_name)}
