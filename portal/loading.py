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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, models

from portal.models import LoadedRecord

Row = dict[str, Any]
Key = tuple[str, str]

# Worked out from other columns, of other records too: no sign of a curator's hand.
DERIVED = {"timeline_start", "timeline_end", "timeline_precision", "pinyin"}


class LoadError(Exception):
    """A fixture that cannot be loaded; the message names file or record."""


@dataclass
class Report:
    """Keys of the records that fell into each verdict."""

    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    left_alone: list[Key] = field(default_factory=list)


def load(folder: Path) -> Report:
    """Load all fixtures of `folder`. Call it inside a transaction."""
    fixtures = _by_record(_read(folder))
    row_models = {row["model"] for rows in fixtures.values() for row in rows}
    stored = {key: _digest(rows) for key, rows in _by_record(_stored_rows(row_models)).items()}
    remembered = {(known.model, known.key): known.digest for known in LoadedRecord.objects.all()}
    report = Report()
    for key, rows in fixtures.items():
        wanted = _digest(rows)
        verdict = _verdict(wanted, stored.get(key), remembered.get(key))
        getattr(report, verdict).append(key)
        if verdict == "updated":
            _clear_parts(rows[0], row_models)
        if verdict in ("created", "updated"):
            _save(key, rows)
        if verdict != "left_alone" and remembered.get(key) != wanted:
            LoadedRecord.objects.update_or_create(
                model=key[0], key=key[1], defaults={"digest": wanted}
            )
    return report


def _verdict(wanted: str, stored: str | None, remembered: str | None) -> str:
    if stored == wanted:
        return "unchanged"
    if stored is None and remembered is None:
        return "created"
    return "updated" if stored == remembered else "left_alone"


def _read(folder: Path) -> list[Row]:
    rows = []
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LoadError(f"{path.name}: cannot be read: {error}") from error
        for number, row in enumerate(content, 1):
            try:
                for name in row["fields"]:
                    _model(row["model"])._meta.get_field(name)
            except (LookupError, TypeError, ValueError, FieldDoesNotExist) as error:
                raise LoadError(f"{path.name}: object {number} is no record: {error!r}") from error
            rows.append(row)
    if not rows:
        raise LoadError(f"{folder}: no fixtures; run build_fixtures")
    return rows


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _stored_rows(labels: set[str]) -> list[Row]:
    """What the database holds of these models, in the fixtures' own form."""
    rows = []
    for label in labels:
        rows += serializers.serialize(
            "python",
            _model(label).objects.select_related(),
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
        )
    return rows


def _by_record(rows: list[Row]) -> dict[Key, list[Row]]:
    """Rows grouped by the record that they are or belong to, the record's own first."""
    owners: dict[Key, list[Row]] = defaultdict(list)
    parts: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        model = _model(row["model"])
        try:
            if model.part_of:
                owner = model._meta.get_field(model.part_of).related_model._meta.label_lower
                parts[owner, _text_key(row, (model.part_of,))].append(row)
            else:
                owners[row["model"], _text_key(row, model.natural_fields)].append(row)
        except KeyError as error:
            raise LoadError(f"{row['model']}: {row['fields']} has no {error}") from error
    if orphans := parts.keys() - owners.keys():
        raise LoadError(f"parts without their record: {sorted(orphans)}")
    for key, own in owners.items():
        if len(own) > 1:
            raise LoadError(f"{' '.join(key)} stands twice")
    return {key: own + parts[key] for key, own in owners.items()}


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
                    if name not in DERIVED and _model(row["model"])._meta.get_field(name).editable
                },
            ],
            cls=DjangoJSONEncoder,
            sort_keys=True,
        )
        for row in rows
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _clear_parts(owner_row: Row, labels: set[str]) -> None:
    owners = _model(owner_row["model"])
    owner = owners.objects.get_by_natural_key(*_key_values(owner_row, owners.natural_fields))
    for label in labels:
        model = _model(label)
        if model.part_of and model._meta.get_field(model.part_of).related_model is owners:
            model.objects.filter(**{model.part_of: owner}).delete()


def _save(key: Key, rows: list[Row]) -> None:
    for row in rows:
        try:
            loaded = next(serializers.deserialize("python", [row]))
            relations = [one.name for one in loaded.object._meta.fields if one.is_relation]
            loaded.object.clean_fields(exclude=relations)
            loaded.object.clean()
            loaded.save()
        except (DeserializationError, ValidationError, DatabaseError) as error:
            reason = " ".join(str(error).split())
            raise LoadError(f"{' '.join(key)}: {row['model']}: {reason}") from error
