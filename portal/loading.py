"""Loads fixtures into the database without overwriting curators' changes.

A record is loaded with its parts (issuances, errata, aliases, lines). A digest of what was
loaded last time is stored, so that each record falls into one of four groups:

    created       it was never loaded before
    updated       the fixture changed, and the database has what was loaded last
    unchanged     the database equals the fixture
    left alone    a curator has changed or deleted it since it was loaded
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, models

from portal.changes.recording import Kind, rows_with, together
from portal.models import LoadedRecord, Versioned
from portal.models.base import DERIVED, RecordTable, parts_of, record_tables
from portal.models.curated import State
from portal.models.timestamps import TIMESTAMPS

FixtureRow = dict[str, Any]
Key = tuple[str, str]

# Columns that fixtures do not have, because they belong to curators.
CURATED = {"version", "withdrawn_on", "withdrawn_because", "checked_date", *TIMESTAMPS}
# Columns that were added after the first loads, with the value that all rows had at first. They
# are left out of the digest with this value, so that digests stored before stay valid.
ADDED = {
    "policies.milestone": {"adopted_at": None, "document_title": ""},
    "policies.milestoneissuance": {"others": ""},
    "policies.policyissuance": {"others": ""},
    "portal.source": {
        "kind": "text",
        "published_on": "",
        "url": "",
        "looked_at": "",
        "language": "zh-Hans",
        "rights": "",
    },
}


class LoadError(Exception):
    """A fixture that cannot be loaded; the message names file or record."""


@dataclass
class Report:
    """Keys of the records of each group; `gone` are no longer in the fixtures."""

    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    left_alone: list[Key] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)


def load(folder: Path) -> Report:
    """Load all fixtures of `folder`; without lock and writes if nothing has changed.

    Only records named by the fixtures are read, whatever the size of the database.
    """
    fixtures = _by_record(_read(folder))
    wanted = {key: _digest(rows) for key, rows in fixtures.items()}
    report, outdated = _compare(fixtures, wanted)
    if not outdated:
        return report
    with together(Kind.LOAD, "装载数据文件。"):
        # Compare again under the lock, because a curator may have saved meanwhile.
        report, outdated = _compare(fixtures, wanted)
        changed = {*report.created, *report.updated}
        for key in report.updated:
            _clear_parts(fixtures[key][0])
        for key in (key for key in outdated if key in changed):
            _save(key, fixtures[key])
        for model, records in _named(wanted if changed else ()):
            with model.settling(list(records.values_list("pk", flat=True))):
                pass
        for (model, key), digest in outdated.items():
            LoadedRecord.objects.update_or_create(model=model, key=key, defaults={"digest": digest})
    return report


def _compare(
    fixtures: dict[Key, list[FixtureRow]], wanted: dict[Key, str]
) -> tuple[Report, dict[Key, str]]:
    """The groups, and the digests to store."""
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


def _read(folder: Path) -> list[FixtureRow]:
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


@cache
def _columns() -> dict[str, dict[str, models.Field]]:
    """Model → the columns that each of its fixture rows must have."""
    return {
        model._meta.label_lower: {
            column.name: column
            for column in model._meta.concrete_fields
            if not column.primary_key and column.name not in CURATED
        }
        for model in record_tables()
    }


def _malformed(row: Any, tables: dict[str, dict[str, models.Field]]) -> str:
    """A sentence if `row` is not a complete row of one of our models, else ""."""
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


def _named(keys: Iterable[Key]) -> Iterator[tuple[type[RecordTable], models.QuerySet]]:
    """(model, queryset) of the stored records with these keys and few others."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for model, key in keys:
        slugs[model].add(key.split(" ")[0])  # because every natural key begins with a slug
    for model in record_tables():
        first = model.natural_lookups()[0]
        yield model, rows_with(model.objects, first, slugs[model._meta.label_lower])


def _stored_rows(keys: Iterable[Key]) -> list[FixtureRow]:
    """The stored records with these keys and their parts, as fixture rows."""
    rows = []
    for model, records in _named(keys):
        rows += _as_fixtures(records)
        for part in parts_of(model):
            rows += _as_fixtures(part.objects.filter(**{f"{part.part_of}__in": records}))
    return rows


def _as_fixtures(records: models.QuerySet) -> Iterator[FixtureRow]:
    """Fixture rows of records; their foreign keys are natural keys."""
    label = records.model._meta.label_lower
    lookups = {
        name: [f"{name}__{one}" for one in column.related_model.natural_lookups()]
        for name, column in _columns()[label].items()
        if column.is_relation
    }
    plain = _columns()[label].keys() - lookups.keys()
    for values in records.values(*plain, *chain(*lookups.values())):
        keys = {name: [values.pop(one) for one in lookups[name]] for name in lookups}
        fields = values | {name: None if None in key else key for name, key in keys.items()}
        yield {"model": label, "fields": fields}


def _by_record(rows: list[FixtureRow]) -> dict[Key, list[FixtureRow]]:
    """Rows grouped by record: the record's own row, then its parts."""
    owners: dict[Key, list[FixtureRow]] = defaultdict(list)
    owned: dict[Key, list[FixtureRow]] = defaultdict(list)
    for row in rows:
        model = apps.get_model(row["model"])
        names = (model.part_of,) if model.part_of else model.natural_fields
        record = model.owner_model() or model
        key = record._meta.label_lower, " ".join(map(str, _key_values(row, names)))
        (owned if model.part_of else owners)[key].append(row)
    if orphans := owned.keys() - owners.keys():
        raise LoadError(f"parts without their record: {sorted(orphans)}")
    for key, own in owners.items():
        if len(own) > 1:
            raise LoadError(f"{' '.join(key)} stands twice")
    return {key: own + owned[key] for key, own in owners.items()}


def _key_values(row: FixtureRow, names: tuple[str, ...]) -> list:
    values = []
    for name in names:
        value = row["fields"][name]
        values += value if isinstance(value, (list, tuple)) else [value]
    return values


def _digest(rows: list[FixtureRow]) -> str:
    """A hash of all that curators can change; the order of parts does not matter."""
    texts = sorted(
        json.dumps([row["model"], _decided(row)], cls=DjangoJSONEncoder, sort_keys=True)
        for row in rows
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _decided(row: FixtureRow) -> dict[str, Any]:
    """The values that are part of the digest; fixtures' records are always published."""
    editable, added = _editable(row["model"]), ADDED.get(row["model"], {})
    return {
        name: value
        for name, value in row["fields"].items()
        if (name in editable and not (name in added and value == added[name]))
        or (name == "state" and value != State.PUBLISHED)
    }


@cache
def _editable(model: str) -> set[str]:
    return {one.name for one in apps.get_model(model)._meta.fields if one.editable} - DERIVED


def _clear_parts(owner_row: FixtureRow) -> None:
    owners = apps.get_model(owner_row["model"])
    owner = owners.objects.get_by_natural_key(*_key_values(owner_row, owners.natural_fields))
    for part in parts_of(owners):
        part.objects.filter(**{part.part_of: owner}).delete()


def _save(key: Key, rows: list[FixtureRow]) -> None:
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


def _save_row(row: FixtureRow) -> None:
    loaded = next(serializers.deserialize("python", [row]))
    record = loaded.object
    if record.part_of:
        # The record's old parts are deleted, so a part that is found belongs to another record.
        record.pk = None
    elif record.pk and isinstance(record, Versioned):
        # A new version, so that forms opened before report a conflict.
        record.version = type(record).objects.get(pk=record.pk).version + 1
    record.clean_fields(exclude=[one.name for one in record._meta.fields if one.is_relation])
    record.clean()
    loaded.save()
