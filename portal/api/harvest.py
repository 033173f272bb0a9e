"""What has changed or gone since a moment, for those who keep a copy: the oldest change first.

In the order of (moment of the last change, type, primary key). A record that changes meanwhile
moves to the end, so it is read again and never missed. A record that is no longer public, and
was, is a tombstone. Entries are given record by record, also a policy that lists show as its twin.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from portal import record_types
from portal.api.lists import is_key
from portal.models import Merger, Slugged
from portal.models.curated import Curated, State
from portal.open_data.data import Data, Site, moment
from portal.record_types import Key, RecordType


class Place(NamedTuple):
    moment: datetime
    type: str
    record: int

    @property
    def key(self) -> Key:
        return self.type, self.record


class Harvest:
    """The records of some types that were modified at `since` or later, and their tombstones.

    At most seven queries for each type, and those of its data, for any number of records.
    """

    def __init__(self, types: Sequence[RecordType], since: datetime):
        self._types = {one.name: one for one in types}
        self._since = since

    def __len__(self) -> int:
        return sum(rows.count() for one in self._types.values() for rows in self._rows(one, None))

    def __getitem__(self, rows: slice) -> list[Key]:
        raise NotImplementedError("A harvest is read by position.")

    def read_after(self, place: Place | None, number: int) -> list[Place]:
        found = [
            [Place(at, type_, key) for at, key in rows[:number]]
            for type_, one in self._types.items()
            for rows in self._rows(one, place)
        ]
        return list(islice(merge(*found), number))

    def cursor(self, place: Place) -> list:
        return [place.moment.astimezone(UTC).isoformat(), place.type, place.record]

    def place(self, values: list) -> Place:
        at, type_, record = values
        when = datetime.fromisoformat(at)
        if type_ not in self._types or not is_key(record) or when.tzinfo is None:
            raise ValueError(values)
        return Place(when.astimezone(UTC), type_, record)

    def data(self, keys: Sequence[Key], site: Site) -> list[Data]:
        found: dict[Key, Data] = {}
        for type_, one in self._types.items():
            if own := [key for key in keys if key[0] == type_]:
                found |= one.fetch_data(own, site)
                if gone := [key for _, key in own if (type_, key) not in found]:
                    found |= tombstones(one, gone, site)
        return [found[key] for key in keys if key in found]

    def _rows(self, one: RecordType, place: Place | None) -> Iterable[QuerySet]:
        """(moment, key) of the records in the table, and of those deleted from it."""
        yield _later(_known(one), one.name, self._since, place)
        yield _later(_deleted(one), one.name, self._since, place)


def _known(one: RecordType) -> QuerySet:
    """Those that are public or have been."""
    if issubclass(one.model, Curated):
        public = Q(state=State.PUBLISHED) | Q(published_at__isnull=False)
        rows, modified = one.model.objects.filter(public), "modified_at"
    else:  # whose data may contain other records
        rows = one.in_sitemap() if one.in_sitemap else one.model.objects.all()
        modified = "lastmod" if "lastmod" in rows.query.annotations else "modified_at"
    return rows.annotate(at=F(modified), key=F("pk"))


def _deleted(one: RecordType) -> QuerySet:
    """The last deletions of rows that have been public and were not restored."""
    history, key = one.model.history, one.model._meta.pk.name
    same = {key: OuterRef(key)}
    later = history.filter(**same, change_set__gt=OuterRef("change_set"))
    rows = history.filter(~Exists(later), history_type="-")
    if issubclass(one.model, Curated):
        rows = rows.filter(Exists(history.filter(**same, state=State.PUBLISHED)))
    return rows.annotate(at=F("history_date"), key=F(key))


def _later(rows: QuerySet, type_: str, since: datetime, place: Place | None) -> QuerySet:
    """Those after a place on the harvest, in its order."""
    rows = rows.filter(at__gte=max(since, place.moment) if place else since)
    if place:
        later = Q(at__gt=place.moment)
        if type_ > place.type:
            later |= Q(at=place.moment)
        elif type_ == place.type:
            later |= Q(at=place.moment, key__gt=place.record)
        rows = rows.filter(later)
    return rows.order_by("at", "key").values_list("at", "key")


def tombstones(one: RecordType, keys: list[int], site: Site) -> dict[Key, Data]:
    """Of records that were public and no longer are; three queries."""
    versions = _versions(one, keys)
    merged = _merged(one, keys)
    named = dict(_slugs(one, set(merged.values())))
    page, found = _page_of(one.model), {}
    for key in keys:
        if not (gone := _gone(versions[key])):
            continue
        slug, since, last = gone
        into = merged.get(key)
        found[one.name, key] = {
            "type": one.page or one.name,
            "slug": slug,
            "id": site.id(page, slug),
            "withdrawn": moment(since),
            "modified": moment(last),
            "merged_into": {
                "type": one.page or one.name,
                "slug": named[into],
                "id": site.id(page, named[into]),
            }
            if into in named
            else None,
        }
    return found


class _Version(NamedTuple):
    type: str
    slug: str
    state: str
    moment: datetime


def _versions(one: RecordType, keys: list[int]) -> dict[int, list[_Version]]:
    """The history of each record, the oldest version first."""
    state = "state" if issubclass(one.model, Curated) else "history_type"
    columns = (one.model._meta.pk.name, "history_type", _slug_of(one), state, "history_date")
    rows = one.model.history.filter(**{f"{columns[0]}__in": keys})
    found: dict[int, list[_Version]] = defaultdict(list)
    for key, *values in rows.order_by("change_set_id", "history_id").values_list(*columns):
        found[key].append(_Version(*values))
    return found


def _gone(versions: list[_Version]) -> tuple[str, datetime, datetime] | None:
    """(its public slug, since when it is not public, when it last changed)."""
    public = [at for at, one in enumerate(versions) if _is_public(one)]
    if not public or public[-1] == len(versions) - 1:
        return None
    return versions[public[-1]].slug, versions[public[-1] + 1].moment, versions[-1].moment


def _is_public(one: _Version) -> bool:
    return one.type != "-" and one.state in (State.PUBLISHED, "+", "~")


def _page_of(model: type[Model]) -> str:
    """The name of a record's page; that of an excerpt is the page of its unit."""
    while not issubclass(model, Slugged):
        model = model._meta.get_field(model.natural_fields[0]).related_model
    pages = {one.model: one.page for one in record_types.registered()}
    return pages.get(model) or model._meta.model_name


def _slug_of(one: RecordType) -> str:
    """The lookup of the slug in a record's address: a natural key begins with it."""
    return one.model.natural_lookups()[0]


def _merged(one: RecordType, keys: list[int]) -> dict[int, int]:
    """Record → the one that it was merged into, over others that were merged in their turn."""
    mergers = Merger.objects.filter(table=one.model._meta.label_lower, change_set__reverted_by=None)
    into: dict[int, int] = dict(mergers.order_by("change_set_id").values_list("gone", "kept"))
    found = {}
    for key in keys:
        kept, passed = key, set()
        while kept in into and kept not in passed:
            passed.add(kept)
            kept = into[kept]
        if kept != key:
            found[key] = kept
    return found


def _slugs(one: RecordType, keys: set[int]) -> Iterable[tuple[int, Any]]:
    if not keys:
        return ()
    rows = one.model.objects.filter(pk__in=keys)
    if issubclass(one.model, Curated):
        rows = rows.published()
    return rows.values_list("pk", _slug_of(one))
