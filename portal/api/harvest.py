"""What has changed or gone since a moment, for those who keep a copy: the oldest change first.

In the order of (moment of the last change, type, primary key). A record that changes meanwhile
moves to the end, so it is read again and never missed. A record that is no longer public, and
was, is a tombstone. Entries are given record by record, also a policy that lists show as its twin.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from django.db.models import F, Q, QuerySet

from portal.api.lists import is_key
from portal.models.curated import Curated, State
from portal.open_data.changed import Place, in_order
from portal.open_data.data import Data, Site
from portal.open_data.tombstones import deleted, tombstones
from portal.record_types import Key, RecordType


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

    def data(self, keys: Sequence[Key], site: Site) -> dict[Key, Data]:
        found: dict[Key, Data] = {}
        for type_, one in self._types.items():
            if own := [key for key in keys if key[0] == type_]:
                found |= one.fetch_data(own, site)
                if gone := [key for _, key in own if (type_, key) not in found]:
                    found |= tombstones(one, gone, site)
        return {key: found[key] for key in keys if key in found}

    def _rows(self, one: RecordType, place: Place | None) -> Iterable[QuerySet]:
        """(moment, key) of the records in the table, and of those deleted from it."""
        yield self._later(_known(one), one.name, place)
        yield self._later(deleted(one), one.name, place)

    def _later(self, rows: QuerySet, type_: str, place: Place | None) -> QuerySet:
        since = max(self._since, place.moment) if place else self._since
        return in_order(rows.filter(at__gte=since), type_, place, newest_first=False)


def _known(one: RecordType) -> QuerySet:
    """Those that are public or have been."""
    if issubclass(one.model, Curated):
        public = Q(state=State.PUBLISHED) | Q(published_at__isnull=False)
        rows, modified = one.model.objects.filter(public), "modified_at"
    else:  # whose data may contain other records
        rows = one.in_sitemap() if one.in_sitemap else one.model.objects.all()
        modified = "lastmod" if "lastmod" in rows.query.annotations else "modified_at"
    return rows.annotate(at=F(modified), key=F("pk"))
