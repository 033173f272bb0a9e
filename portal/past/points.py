"""From a day, or from a version of a record, to the change set after which it is read.

Change sets are in order of their numbers, whatever the clocks said.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Max, OuterRef, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from portal.changes.models import ChangeSet
from portal.models.base import RecordTable
from portal.models.curated import Curated, State
from portal.models.evidence.cited import JSONRows, JSONValues
from portal.models.evidence.cited import rows as json_rows
from portal.models.history import DELETED


def end_of(day: date) -> int:
    """The last change set of a day in the portal's time zone, or before; 0 if there is none."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    earlier = ChangeSet.objects.filter(moment__lt=timezone.make_aware(midnight))
    return earlier.aggregate(last=Max("pk"))["last"] or 0


class PublicVersion(NamedTuple):
    """A version that the public could see, from `since` on until the change set after `point`.

    `until` and `point` are None for the one that is public now. `slug` was its address then.
    """

    number: int
    slug: str
    since: date
    until: date | None
    point: int | None


def versions_of(model: type[RecordTable]) -> JSONRows:
    """For an annotation of records: their history, which `read_versions` reads."""
    published = Value(State.PUBLISHED.value)
    state = F("state") if issubclass(model, Curated) else published
    order = F("change_set_id"), F("history_id")
    columns = F("change_set_id"), F("history_type"), TruncDate("history_date"), F("slug")
    rows = model.history.filter(id=OuterRef("pk")).order_by()
    told = JSONValues(*order, *columns, F("version"), state)
    return JSONRows(rows.annotate(cited=told).values("cited"))


def public_versions(record: RecordTable) -> list[PublicVersion]:
    """One query."""
    model = type(record)
    told = model._base_manager.filter(pk=record.pk).annotate(versions=versions_of(model))
    return read_versions(told.values_list("versions", flat=True).first())


def read_versions(told: str | None) -> list[PublicVersion]:
    """The oldest first."""
    found: dict[int, PublicVersion] = {}
    rows = _settled(map(_Row._make, json_rows(told)))
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if row.history_type == DELETED or row.state != State.PUBLISHED:
            continue
        earlier = found.pop(row.version, None)
        found[row.version] = PublicVersion(
            row.version,
            row.slug,
            earlier.since if earlier else date.fromisoformat(row.day),
            following and date.fromisoformat(following.day),
            following and following.change_set - 1,
        )
    return list(found.values())


class _Row(NamedTuple):
    """A history row of a record; one without a state counts as published."""

    change_set: int
    history_type: str
    day: str
    slug: str
    version: int
    state: str


def _settled(rows: Iterable[_Row]) -> list[_Row]:
    """The last row of each change set, because nobody saw the others."""
    return list({row.change_set: row for row in rows}.values())
