"""What a record and its parts have been, change after change, and how to bring it back.

A record is shown with the rows that are part of it (`part_of`): a milestone with its bodies
and errata. Parts are told apart by what names them, not by their primary keys: one that was
taken out and put back is the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F
from django.utils.timezone import localtime

from portal.changes import revision
from portal.changes.models import ChangeSet
from portal.changes.recording import Kind, parts, together
from portal.curation.history.differences import Difference, Key, State, Telling, Values, named_by
from portal.models import Versioned, curated
from portal.models.base import RecordTable, record_tables

# The way to the public is no part of the content: it has its own transitions.
OF_THE_WAY = {"state", "withdrawn_on", "withdrawn_because"}


@dataclass
class Version:
    """What the record was after a change set."""

    change_set: ChangeSet
    number: int | None = None  # of the record, where it counts its saves
    state: State = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_there(self) -> bool:
        """Whether there was a record after it: a merger may have deleted it for a while."""
        return () in self.state


def versions(record: RecordTable) -> list[Version]:
    """From the newest to the first; one query for each table of it, and each it refers to."""
    found: dict[int, Version] = {}
    state: State = {}
    number = None
    for row in _rows(record):
        number = getattr(row, "version", number)
        version = found.setdefault(row.change_set_id, Version(row.change_set))
        version.number = number
        state = {**state}
        if row.history_type == "-":
            state.pop(_key(row, record), None)
        else:
            state[_key(row, record)] = _values(row)
        version.state = state
    telling = Telling(type(record), [version.state for version in found.values()])
    before: State = {}
    for version in found.values():
        version.differences = list(telling.differences(before, version.state))
        before = version.state
    return list(found.values())[::-1]


def parts_of(model: type[RecordTable]) -> list[type[RecordTable]]:
    """The tables whose rows are part of a record of `model`."""
    return [
        part
        for part in record_tables()
        if part.part_of and part._meta.get_field(part.part_of).related_model is model
    ]


def count_changes(rows: Iterable[RecordTable]) -> None:
    """One version more of each record that these are part of: an open form asks before it saves."""
    owners: dict[type[RecordTable], set[int]] = {}
    for row in rows:
        owner = row._meta.get_field(row.part_of).related_model if row.part_of else None
        if owner and issubclass(owner, Versioned):
            owners.setdefault(owner, set()).add(getattr(row, f"{row.part_of}_id"))
    for owner, keys in owners.items():
        for part in parts(sorted(keys)):
            owner.objects.filter(pk__in=part).update(version=F("version") + 1)


def last_change_set() -> int:
    return ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(change_set: int) -> set[tuple[type[RecordTable], int]]:
    """The rows that later change sets have changed, and the records that they are part of."""
    changed = set()
    for model in record_tables():
        key, owner = model._meta.pk.name, f"{model.part_of}_id" if model.part_of else None
        rows = model.history.filter(change_set__gt=change_set).order_by()
        for keys in rows.values_list(key, *([owner] if owner else [])).distinct():
            changed.add((model, keys[0]))
            if owner:
                changed.add((model._meta.get_field(model.part_of).related_model, keys[1]))
    return changed


def stood(
    model: type[RecordTable], keys: Iterable[int], change_set: int, *, left: bool = False
) -> dict[int, RecordTable]:
    """Rows before a change set, or as it `left` them, by key; without those that were not there.

    What is derived from other columns, the history does not know: it is None in them.
    """
    name = model._meta.pk.name
    when = {"change_set__lte" if left else "change_set__lt": change_set}
    latest = {}
    for part in parts(sorted(keys)):
        rows = model.history.filter(**{f"{name}__in": part}, **when)
        for row in rows.order_by("change_set_id", "history_id").iterator():
            latest[getattr(row, name)] = row
    return {key: as_it_was(row) for key, row in latest.items() if row.history_type != "-"}


def as_it_was(row) -> RecordTable:
    """What a row of history says; what is derived from other columns is None in it."""
    columns = {one.attname: getattr(row, one.attname) for one in row.tracked_fields}
    return row.instance_type(**columns)


def name_of(row: RecordTable) -> str:
    try:
        return str(row)
    except ObjectDoesNotExist:  # what it is named by has been deleted
        return f"{row._meta.verbose_name} {row.pk}"


def _rows(record: RecordTable) -> list:
    tables = [type(record).history.filter(**{record._meta.pk.name: record.pk})]
    tables += [part.history.filter(**{part.part_of: record.pk}) for part in parts_of(type(record))]
    rows = [row for table in tables for row in table.select_related("change_set__user")]
    return sorted(rows, key=lambda row: (row.change_set_id, row.history_id))


def _key(row, record: RecordTable) -> Key:
    model = row.instance_type
    if model is type(record):
        return ()
    return (model, *(getattr(row, name) for name in named_by(model)))


def _values(row) -> Values:
    model = row.instance_type
    return {
        column.attname: getattr(row, column.attname)
        for column in row.tracked_fields
        if not column.primary_key and column.name not in (model.part_of, "version")
    }


def restore(record: RecordTable, version: Version, why: str = "") -> RecordTable:
    """The record and its parts as they were after a change; where it stands is left as it is.

    Raises ValidationError where what it then referred to is no more, or no longer fits.
    """
    moment = localtime(version.change_set.moment)
    with together(Kind.UNDO, why or f"恢复为 {moment:%Y-%m-%d %H:%M:%S} 的内容。"):
        revision.lock()
        record = type(record).objects.get(pk=record.pk)
        for name, value in version.state[()].items():
            if name not in OF_THE_WAY:
                setattr(record, name, value)
        if isinstance(record, Versioned):
            record.version += 1
        record.full_clean()
        record.save()
        for part in parts_of(type(record)):
            _restore_parts(part, record, version.state)
    return record


def _restore_parts(model: type[RecordTable], record: RecordTable, state: State) -> None:
    wanted = {key: values for key, values in state.items() if key and key[0] is model}
    stands = model.objects.filter(**{model.part_of: record})
    stored = {_name_of(row): row for row in stands}
    for key, row in stored.items():
        if key not in wanted:
            row.delete()
    for key, values in wanted.items():
        row = stored.get(key) or model(**{model.part_of: record})
        values = _restorable(values, row, record)
        if all(getattr(row, name) == value for name, value in values.items()) and row.pk:
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()


def _restorable(values: Values, row: RecordTable, record: RecordTable) -> Values:
    """A part stays where it stands; one that comes back to what is not public begins as a draft."""
    if not isinstance(row, curated.Curated):
        return values
    content = {name: value for name, value in values.items() if name not in OF_THE_WAY}
    if row.pk:
        return content
    return values if record.is_published else content | {"state": curated.State.DRAFT}


def _name_of(row: RecordTable) -> Key:
    model = type(row)
    return (model, *(getattr(row, name) for name in named_by(model)))
