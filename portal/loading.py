"""Fixtures → database, without overwriting what a curator changed.

A record is loaded whole: its own row and the rows that are part of it (its
issuances, errata, aliases, lines). What was loaded last time is remembered as a
digest, so that each record falls into one of four:

    created       it was never loaded before
    updated       the fixture changed, and the database still holds what was loaded
    unchanged     the database holds what the fixture says
    left alone    a curator changed it, or deleted it, since it was loaded
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, models

from portal.changes.recording import Kind, parts, together
from portal.models import LoadedRecord, Versioned
from portal.models.base import DERIVED, RecordTable, record_tables
from portal.models.curated import State

Row = dict[str, Any]
Key = tuple[str, str]

# Curators' own; no fixture gives them.
CURATED = {"version", "withdrawn_on", "withdrawn_because", "checked_date"}
# Columns that came after databases had been loaded. Empty, they say nothing: a record loaded
# before is known again by the digest that was remembered then.
ADDED = {"adopted_at", "document_title", "others"}


class LoadError(Exception):
    """A fixture that cannot be loaded; the message names file or record."""


@dataclass
class Report:
    """Keys of the records that fell into each verdict; `gone` are no longer in the fixtures."""

    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    left_alone: list[Key] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)


def load(folder: Path) -> Report:
    """Load all fixtures of `folder`; where they are loaded already, nothing is locked or written.

    Only what the fixtures name is read, however many other records there are.
    """
    fixtures = _by_record(_read(folder))
    wanted = {key: _digest(rows) for key, rows in fixtures.items()}
    report, outdated = _compare(fixtures, wanted)
    if not outdated:
        return report
    with together(Kind.LOAD, "装载数据文件。"):
        # Compared again under the lock: a curator may have saved meanwhile.
        report, outdated = _compare(fixtures, wanted)
        changed = {*report.created, *report.updated}
        for key in report.updated:
            _clear_parts(fixtures[key][0])
        for key in (key for key in outdated if key in changed):
            _save(key, fixtures[key])
        for model, records in _named(wanted if changed else ()):
            model.settle(records)
        for (model, key), digest in outdated.items():
            LoadedRecord.objects.update_or_create(model=model, key=key, defaults={"digest": digest})
    return report


def _compare(
    fixtures: dict[Key, list[Row]], wanted: dict[Key, str]
) -> tuple[Report, dict[Key, str]]:
    """The verdicts, and the digests that are not remembered yet: all that has to be written."""
    remembered = {(known.model, known.key): known.digest for known in LoadedRecord.objects.all()}
    rows = _by_record(_stored_rows(wanted.keys() | remembered.keys()))
    stored = {key: _digest(of_record) for key, of_record in rows.items()}
    report = Report(gone=sorted(remembered.keys() & stored.keys() - wanted.keys()))
    outdated = {}
    for key, digest in wanted.items():
        verdict = _verdict(digest, stored.get(key), remembered.get(key))
        getattr(report, verdict).append(key)
        if verdict != "left_alone" and remembered.get(key) != digest:
            outdated[key] = digest
    return report, outdated


def _verdict(wanted: str, stored: str | None, remembered: str | None) -> str:
    if stored == wanted:
        return "unchanged"
    if stored is None and remembered is None:
        return "created"
    return "updated" if stored == remembered else "left_alone"


def _read(folder: Path) -> list[Row]:
    rows, tables = [], _columns()
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LoadError(f"{path.name}: cannot be read: {error}") from error
        if not isinstance(content, list):
            raise LoadError(f"{path.name}: is no list of objects")
        for number, row in enumerate(content, 1):
            if problem := _malformed(row, tables):
                raise LoadError(f"{path.name}: object {number}: {problem}")
        rows += content
    if not rows:
        raise LoadError(f"{folder}: no fixtures; run build_fixtures")
    return rows


def _columns() -> dict[str, dict[str, models.Field]]:
    """Model → the columns that each of its fixture rows has to give."""
    return {
        model._meta.label_lower: {
            column.name: column
            for column in model._meta.concrete_fields
            if not column.primary_key and column.name not in CURATED
        }
        for model in record_tables()
    }


def _malformed(row: Any, tables: dict[str, dict[str, models.Field]]) -> str:
    """What keeps `row` from being one of our records, all its columns given; or nothing."""
    if not isinstance(row, dict) or set(row) != {"model", "fields"}:
        return f"is not of the form model, fields: {str(row)[:80]}"
    if not isinstance(row["fields"], dict) or str(row["model"]) not in tables:
        return f"is no table of records: {row['model']!r}"
    columns = tables[row["model"]]
    if wrong := columns.keys() ^ row["fields"].keys():
        return f"{row['model']}: missing or unknown: {', '.join(sorted(wrong))}"
    for name, value in row["fields"].items():
        if columns[name].is_relation and not (value is None or isinstance(value, list)):
            return f"{row['model']}: {name} is no natural key: {value!r}"
    return ""


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _named(keys: Iterable[Key]) -> Iterator[tuple[type[RecordTable], models.QuerySet]]:
    """By model, the stored records with these keys, and few others; some hundreds at a time."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for model, key in keys:
        slugs[model].add(key.split(" ")[0])  # every natural key begins with a slug
    for model in record_tables():
        first = model.natural_lookups()[0]
        for part in parts(sorted(slugs[model._meta.label_lower])):
            yield model, model.objects.filter(**{f"{first}__in": part})


def _stored_rows(keys: Iterable[Key]) -> list[Row]:
    """What the database holds under these keys, with its parts, in the fixtures' own form."""
    rows = []
    for model, records in _named(keys):
        rows += _serialized(records)
        for table in record_tables():
            if table.part_of and table._meta.get_field(table.part_of).related_model is model:
                rows += _serialized(table.objects.filter(**{f"{table.part_of}__in": records}))
    return rows


def _serialized(rows: models.QuerySet) -> list[Row]:
    return serializers.serialize(
        "python",
        rows.select_related(*_named_by(rows.model)),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )


def _named_by(model: type[RecordTable]) -> list[str]:
    """The relations that the natural keys of this model's foreign keys are read from."""
    return [
        "__".join([column.name, *lookup.split("__")[:-1]])
        for column in model._meta.concrete_fields
        if column.is_relation
        for lookup in column.related_model.natural_lookups()
    ]


def _by_record(rows: list[Row]) -> dict[Key, list[Row]]:
    """Rows grouped by the record that they are or belong to, the record's own first."""
    owners: dict[Key, list[Row]] = defaultdict(list)
    owned: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        model = _model(row["model"])
        try:
            if model.part_of:
                owner = model._meta.get_field(model.part_of).related_model._meta.label_lower
                owned[owner, _text_key(row, (model.part_of,))].append(row)
            else:
                owners[row["model"], _text_key(row, model.natural_fields)].append(row)
        except KeyError as error:
            raise LoadError(f"{row['model']}: {row['fields']} has no {error}") from error
    if orphans := owned.keys() - owners.keys():
        raise LoadError(f"parts without their record: {sorted(orphans)}")
    for key, own in owners.items():
        if len(own) > 1:
            raise LoadError(f"{' '.join(key)} stands twice")
    return {key: own + owned[key] for key, own in owners.items()}


def _text_key(row: Row, names: tuple[str, ...]) -> str:
    return " ".join(map(str, _key_values(row, names)))


def _key_values(row: Row, names: tuple[str, ...]) -> list:
    values = []
    for name in names:
        value = row["fields"][name]
        values += value if isinstance(value, (list, tuple)) else [value]
    return values


def _digest(rows: list[Row]) -> str:
    """Over what a curator can change, whatever the order of the parts."""
    texts = sorted(
        json.dumps(
            [
                row["model"],
                {
                    name: value
                    for name, value in row["fields"].items()
                    if _is_decided(row["model"], name, value)
                },
            ],
            cls=DjangoJSONEncoder,
            sort_keys=True,
        )
        for row in rows
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _is_decided(model: str, name: str, value: Any) -> bool:
    """Whether a value is somebody's decision; a fixture decides that what it gives is published."""
    if name == "state":
        return value != State.PUBLISHED
    if name in ADDED and value in (None, ""):
        return False
    return name not in DERIVED and _model(model)._meta.get_field(name).editable


def _clear_parts(owner_row: Row) -> None:
    owners = _model(owner_row["model"])
    owner = owners.objects.get_by_natural_key(*_key_values(owner_row, owners.natural_fields))
    for model in record_tables():
        if model.part_of and model._meta.get_field(model.part_of).related_model is owners:
            model.objects.filter(**{model.part_of: owner}).delete()


def _save(key: Key, rows: list[Row]) -> None:
    for row in rows:
        try:
            _save_row(row)
        except (
            DeserializationError,
            ValidationError,
            ObjectDoesNotExist,
            DatabaseError,
            TypeError,
            ValueError,
        ) as error:
            reason = " ".join(str(error).split())
            raise LoadError(f"{' '.join(key)}: {row['model']}: {reason}") from error


def _save_row(row: Row) -> None:
    loaded = next(serializers.deserialize("python", [row]))
    record = loaded.object
    if record.part_of:
        # The old parts are gone: one that is found belongs to another record, which keeps it.
        record.pk = None
    elif record.pk and isinstance(record, Versioned):
        # A form that a curator opened before is refused, as after another curator's save.
        record.version = type(record).objects.get(pk=record.pk).version + 1
    record.clean_fields(exclude=[one.name for one in record._meta.fields if one.is_relation])
    record.clean()
    loaded.save()
