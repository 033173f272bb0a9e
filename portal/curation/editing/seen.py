"""Makes sure that what a curator confirms is what the confirmation page showed.

The page has a hidden field with the versions of its records. If one of them has been changed,
deleted or added when the page is answered, the page says so and asks again. For a row without
a version of its own, such as an erratum, the version of its record is used.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from portal.curation.editing.bad_requests import is_key
from portal.curation.history.differences import Difference, DifferenceTexts
from portal.curation.history.versions import from_history, name_of, versions
from portal.models import Versioned
from portal.models.base import RecordTable, by_model, record_tables

SEEN = "seen"
MOST_DESCRIBED = 20  # changes that are shown field by field


@dataclass(frozen=True)
class Change:
    """How a record has changed since it was shown: a summary and the differing fields."""

    name: str
    what: str
    differences: list[Difference] = field(default_factory=list)


class UnseenError(Exception):
    """The records have changed since they were shown, so nothing was done."""

    def __init__(self, changes: list[Change]):
        super().__init__("；".join(f"“{one.name}”{one.what}" for one in changes))
        self.changes = changes


def note(records: Iterable[RecordTable]) -> str:
    """The hidden field's value: policies.milestone:12:3 policies.body:4:1."""
    return " ".join(f"{key}:{version}" for key, (version, _) in _marks(records).items())


def expect(noted: str, records: Iterable[RecordTable]) -> None:
    """Raises UnseenError unless `records` and their versions equal those in `noted`."""
    seen = dict(mark.rpartition(":")[::2] for mark in noted.split())
    now = _marks(records)
    owners = {}  # so that a record with several changed errata is listed once
    for key, (version, record) in now.items():
        if seen.get(key) != version:
            owners.setdefault(_owner(record), seen.get(key))
    changes = [
        _changed(owner, version) if at < MOST_DESCRIBED else Change(str(owner), "有变化")
        for at, (owner, version) in enumerate(owners.items())
    ]
    gone = [key.partition(":")[::2] for key in seen if key not in now]
    changes += [Change(deleted_name(*one), "已不在其中") for one in gone]
    if changes:
        raise UnseenError(changes)


def _marks(records: Iterable[RecordTable]) -> dict[str, tuple[str, RecordTable]]:
    """Table and key, as in policies.milestone:12 → (version, record)."""
    records = list(records)
    for model, rows in by_model(one for one in records if one.part_of).items():
        prefetch_related_objects(rows, model.part_of)
    marks = {}
    for record in records:
        version = getattr(_owner(record), "version", 0)
        marks[f"{record._meta.label_lower}:{record.pk}"] = (str(version), record)
    return marks


def _owner(record: RecordTable) -> RecordTable:
    """The record whose version counts a row's changes: the row itself or what it is part of."""
    if record.part_of and not isinstance(record, Versioned):
        return getattr(record, record.part_of)
    return record


def _changed(record: RecordTable, seen: str | None) -> Change:
    if seen is None:
        return Change(str(record), "还没有给您看过")
    found = versions(record)
    base = next((one for one in found if str(one.number) == seen and one.is_there), None)
    if base is None:
        return Change(str(record), "又改过")
    states = (base.state, found[0].state)
    who = found[0].change_set.user or "命令"
    return Change(
        str(record),
        f"又由 {who} 改过",
        list(DifferenceTexts(type(record), states).differences(*states)),
    )


def deleted_name(table: str, key: str) -> str:
    """The last name of a deleted record according to its history."""
    model = {one._meta.label_lower: one for one in record_tables()}.get(table)
    row = model and is_key(key) and model.history.filter(id=key).first()
    return name_of(from_history(row)) if row else f"编号 {key}"
