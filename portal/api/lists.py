"""What the API answers for a list, in pages or by position."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest

from portal.api.forms import ListForm, RecordForm, encoded, error_of, no_cursor
from portal.api.problems import bad_parameters
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.open_data.data import Data, Site, site_of
from portal.open_data.digests import digests_of
from portal.record_types import Key
from portal.web.addresses import with_parameters
from portal.web.forms.paging import PAGE_SIZE, cut

LARGEST_KEY = 2**63 - 1
CALLED = ("type", "slug")  # what a record is called
DIGEST = "digest"


class Place(Protocol):
    """Where a record stands on a list."""

    @property
    def key(self) -> Key: ...


class Listed(Protocol):
    """A list of records in a total order."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice) -> Sequence[Key]: ...

    def read_after(self, place: Any, number: int) -> Sequence[Place]:
        """The next ones after a place, or the first ones if it is None."""

    def cursor(self, place: Any) -> list:
        """JSON values by which `place` finds it again."""

    def place(self, values: list) -> Any:
        """ValueError if these are not the values of a place on this list."""

    def data(self, keys: Sequence[Key], site: Site) -> dict[Key, Data]: ...


def answer(
    request: HttpRequest, listed: Listed, form: ListForm, always: tuple[str, ...] = CALLED
) -> Data:
    """The part of the list that a valid form asks for; some fields are `always` given."""
    read = _by_position if form.cleaned_data["cursor"] is not None else _page
    keys, before, after = read(listed, form)
    results = with_digests(listed.data(keys, site_of(request)), form)
    return {
        "count": len(listed),
        "next": _address(request, after),
        "previous": _address(request, before),
        "results": [chosen(one, form, always) for one in results.values()],
    }


def with_digests(data: dict[Key, Data], form: RecordForm) -> dict[Key, Data]:
    """With the digests of the records, if they were asked for, because they cost some time."""
    if DIGEST not in form.cleaned_data["fields"]:
        return data
    digests = digests_of(key for key, one in data.items() if "withdrawn" not in one)
    return data | {key: data[key] | {DIGEST: digest} for key, digest in digests.items()}


def chosen(data: Data, form: RecordForm, always: tuple[str, ...] = CALLED) -> Data:
    """The fields that were asked for; of a record that is gone, all."""
    names = form.cleaned_data["fields"]
    if not names or "withdrawn" in data:
        return data
    return {name: value for name, value in data.items() if name in names or name in always}


def _page(listed: Listed, form: ListForm) -> tuple[Sequence[Key], dict, dict]:
    page = cut(listed, form)
    before = {"page": str(page.number - 1)} if page.has_previous() else {}
    after = {"page": str(page.number + 1)} if page.has_next() else {}
    return page.object_list, before, after


def _by_position(listed: Listed, form: ListForm) -> tuple[Sequence[Key], dict, dict]:
    values, place = form.cleaned_data["cursor"], None
    if values:
        try:
            place = listed.place(values)
        except (ValueError, TypeError) as error:
            sentence = (
                str(error)
                if isinstance(error, OtherOrderError)
                else no_cursor(form["cursor"].value())
            )
            raise bad_parameters([error_of("cursor", sentence)]) from error
    number = form.cleaned_data["page_size"] or PAGE_SIZE
    found = listed.read_after(place, number + 1)
    after = {}
    if len(found) > number:
        after = {"cursor": encoded(listed.cursor(found[number - 1]))}
    return [one.key for one in found[:number]], {}, after


class OtherOrderError(ValueError):
    """The cursor is of the list in another order; its message is for the reader."""


def _address(request: HttpRequest, changes: dict[str, str]) -> str | None:
    if not changes:
        return None
    return request.build_absolute_uri(request.path + with_parameters(request.GET, **changes))


class TablePlace(NamedTuple):
    type: str
    record: int

    @property
    def key(self) -> Key:
        return self.type, self.record


class Tables:
    """The rows of one or several tables, table by table in the order of their recording.

    `name` and the filters in it identify the list in cache keys. `tables` are by type; `fetch`
    returns the data of keys.
    """

    def __init__(
        self,
        name: object,
        tables: dict[str, QuerySet],
        fetch: Callable[[Sequence[Key], Site], dict[Key, Data]],
    ):
        self._name, self._fetch = name, fetch
        self._tables = {type_: rows.order_by("pk") for type_, rows in tables.items()}
        self._now = revision.current()

    def __len__(self) -> int:
        return sum(self._numbers().values())

    def _numbers(self) -> dict[str, int]:
        return cached_for_revision(
            self._now,
            ("rows", self._name),
            lambda: {type_: rows.count() for type_, rows in self._tables.items()},
        )

    def __getitem__(self, rows: slice) -> list[Key]:
        found, begins = [], 0
        for type_, number in self._numbers().items():
            first, last = max(rows.start - begins, 0), min(rows.stop - begins, number)
            if first < last:
                keys = self._tables[type_].values_list("pk", flat=True)[first:last]
                found += [(type_, key) for key in keys]
            begins += number
        return found

    def read_after(self, place: TablePlace | None, number: int) -> list[TablePlace]:
        found: list[TablePlace] = []
        types = list(self._tables)
        for type_ in types[types.index(place.type) if place else 0 :]:
            rows = self._tables[type_]
            if place and type_ == place.type:
                rows = rows.filter(pk__gt=place.record)
            if missing := number - len(found):
                keys = rows.values_list("pk", flat=True)[:missing]
                found += [TablePlace(type_, key) for key in keys]
        return found

    def cursor(self, place: TablePlace) -> list:
        return list(place)

    def place(self, values: list) -> TablePlace:
        type_, record = values
        if type_ not in self._tables or not is_key(record):
            raise ValueError(values)
        return TablePlace(type_, record)

    def data(self, keys: Sequence[Key], site: Site) -> dict[Key, Data]:
        return self._fetch(keys, site)


def is_key(value: object) -> bool:
    """Whether a value of a cursor may be a primary key."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_KEY
