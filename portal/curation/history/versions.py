"""The versions of a record with its parts, and restoring one of them.

The parts of a record are the rows with a foreign key `part_of` to it, such as a milestone's
bodies and errata. They are identified by their natural keys, not by primary keys, so that a
part that was removed and added again is the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import F
from django.utils.timezone import localtime

from portal.changes.models import ChangeSet
from portal.changes.recording import Kind, rows_with, together
from portal.curation.history.differences import (
    Difference,
    DifferenceTexts,
    Key,
    State,
    Values,
    named_by,
)
from portal.models import Versioned
from portal.models.base import RecordTable, parts_of, record_tables
from portal.models.history import DELETED
from portal.models.validity import refused_with_parts

# Columns of the state, which are not restored because states have their own transitions.
STATE_COLUMNS = {"state", "withdrawn_on", "withdrawn_because"}


@dataclass
class Version:
    """A record with its parts after a change set."""

    change_set: ChangeSet
    number: int | None = None  # the record's version number, if it has one
    state: State = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_there(self) -> bool:
        """Whether the record existed then; a merger may have deleted it for a while."""
        return () in self.state


def versions(record: RecordTable) -> list[Version]:
    """All versions, newest first; one query for each table of the record or its foreign keys."""
    found: dict[int, Version] = {}
    state: State = {}
    number = None
    keys: dict[tuple, Key] = {}  # of the parts, by model and primary key
    for row in _rows(record):
        number = getattr(row, "version", number)
        version = found.setdefault(row.change_set_id, Version(row.change_set))
        version.number = number
        model = row.instance_type
        key = () if model is type(record) else _key(model, row)
        # A part whose key was corrected stands under its new one alone.
        former = keys.get((model, row.id), key)
        state = {one: values for one, values in state.items() if one not in (key, former)}
        if row.history_type != DELETED:
            state[key] = values_of(model, row)
        keys[model, row.id] = key
        version.state = state
    telling = DifferenceTexts(type(record), [version.state for version in found.values()])
    before: State = {}
    for version in found.values():
        version.differences = list(telling.differences(before, version.state))
        before = version.state
    return list(found.values())[::-1]


def raise_versions(rows: Iterable[RecordTable]) -> None:
    """Raise the version of the records that these parts belong to, so that open forms conflict."""
    owners: dict[type[RecordTable], set[int]] = {}
    for row in rows:
        owner = row.owner_model()
        if owner and issubclass(owner, Versioned):
            owners.setdefault(owner, set()).add(getattr(row, f"{row.part_of}_id"))
    for owner, keys in owners.items():
        rows_with(owner.objects, "pk", keys).update(version=F("version") + 1)


def last_change_set() -> int:
    return ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(
    change_set: int, models: Iterable[type[RecordTable]] | None = None
) -> set[tuple[type[RecordTable], int]]:
    """(model, key) of all rows changed by later change sets, and of the records of such parts.

    Only the history of `models` is read, if given.
    """
    return _with_history(record_tables() if models is None else models, change_set__gt=change_set)


def records_with(model: type[RecordTable], **history) -> set[int]:
    """Primary keys of the records that have such history, or parts that have."""
    found = _with_history([model, *parts_of(model)], **history)
    return {key for table, key in found if table is model}


def _with_history(
    models: Iterable[type[RecordTable]], **history
) -> set[tuple[type[RecordTable], int]]:
    changed = set()
    for model in models:
        columns = {"id": model}
        if model.part_of:
            columns[f"{model.part_of}_id"] = model.owner_model()
        rows = model.history.filter(**history).order_by()
        # Not DISTINCT, for which SQLite would read the whole history in the order of keys.
        for keys in rows.values_list(*columns):
            changed.update(zip(columns.values(), keys, strict=True))
    return changed


def rows_before(
    model: type[RecordTable], keys: Iterable[int], change_set: int
) -> dict[int, RecordTable]:
    """Primary key → the row before a change set, if it existed; derived columns are None."""
    earlier = model.history.filter(change_set__lt=change_set)
    rows = rows_with(earlier.order_by("change_set_id", "history_id"), "id", keys)
    latest = {row.id: row for row in rows.iterator()}
    return {key: from_history(row) for key, row in latest.items() if row.history_type != DELETED}


def from_history(row) -> RecordTable:
    """An instance with the values of a history row; derived columns are None."""
    columns = {one.attname: getattr(row, one.attname) for one in row.tracked_fields}
    return row.instance_type(**columns)


def name_of(row: RecordTable) -> str:
    try:
        return str(row)
    except ObjectDoesNotExist:  # a record that its name refers to was deleted
        return f"{row._meta.verbose_name} {row.pk}"


def _rows(record: RecordTable) -> list:
    tables = [type(record).history.filter(id=record.pk)]
    tables += [part.history.filter(**{part.part_of: record.pk}) for part in parts_of(type(record))]
    rows = [row for table in tables for row in table.select_related("change_set__user")]
    return sorted(rows, key=lambda row: (row.change_set_id, row.history_id))


def _key(model: type[RecordTable], row) -> Key:
    """Identifies a part, which is a row of `model` or of its history."""
    return (model, *(getattr(row, name) for name in named_by(model)))


def values_of(model: type[RecordTable], row) -> Values:
    """The values of a row of `model` or of its history; those that a version shows."""
    return {
        column.attname: getattr(row, column.attname)
        for column in model.history.model.tracked_fields
        if not column.primary_key and column.name not in (model.part_of, "version")
    }


def restore(record: RecordTable, version: Version) -> RecordTable:
    """Restore the record and its parts to a version, except their state; returns the record.

    Raises ValidationError if a record that it referred to was deleted, or a value is no longer
    valid.
    """
    moment = localtime(version.change_set.moment)
    with together(Kind.UNDO, f"恢复为 {moment:%Y-%m-%d %H:%M:%S} 的内容。"):
        record = type(record).objects.get(pk=record.pk)
        for name, value in _content(version.state[()]).items():
            setattr(record, name, value)
        if isinstance(record, Versioned):
            record.version += 1
        record.full_clean()
        record.save()
        for part in parts_of(type(record)):
            _restore_parts(part, record, version.state)
        expect_sound(record)
    return record


def expect_sound(record: RecordTable) -> None:
    """Raises ValidationError if the record is invalid only together with its parts."""
    for _, error in refused_with_parts(type(record), [record.pk]):
        raise ValidationError(error.messages)


def _restore_parts(model: type[RecordTable], record: RecordTable, state: State) -> None:
    wanted = {key: values for key, values in state.items() if key and key[0] is model}
    stands = model.objects.filter(**{model.part_of: record})
    stored = {_key(model, row): row for row in stands}
    for key, row in stored.items():
        if key not in wanted:
            row.delete()
    for key, values in wanted.items():
        row = stored.get(key) or model(**{model.part_of: record})
        # A part keeps its state; one that was deleted gets its own again in a public record.
        with_state = row.pk is None and getattr(record, "is_published", False)
        restored = values if with_state else _content(values)
        if row.pk and all(getattr(row, name) == value for name, value in restored.items()):
            continue
        for name, value in restored.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()


def _content(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in STATE_COLUMNS}
