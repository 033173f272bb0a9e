"""Rows of fixtures: read from their files, or made of what is stored."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from portal.changes.recording import rows_with
from portal.models.base import RecordTable, parts_of, record_tables
from portal.models.timestamps import TIMESTAMPS

FixtureRow = dict[str, Any]
Key = tuple[str, str]

# Columns that fixtures do not have, because they belong to curators.
CURATED = {"version", "withdrawn_on", "withdrawn_because", "checked_date", *TIMESTAMPS}


class LoadError(Exception):
    """A fixture that cannot be loaded; the message names file or record."""


def read(folder: Path) -> list[FixtureRow]:
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


def named(keys: Iterable[Key]) -> Iterator[tuple[type[RecordTable], models.QuerySet]]:
    """(model, queryset) of the stored records with these keys and few others."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for model, key in keys:
        slugs[model].add(key.split(" ")[0])  # because every natural key begins with a slug
    for model in record_tables():
        first = model.natural_lookups()[0]
        yield model, rows_with(model.objects, first, slugs[model._meta.label_lower])


def stored_rows(keys: Iterable[Key]) -> list[FixtureRow]:
    """The stored records with these keys and their parts, as fixture rows."""
    rows = []
    for model, records in named(keys):
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
        # A natural key may have an empty part, e.g. an excerpt's source; that of nothing is empty.
        empty = {name for name, key in keys.items() if set(key) == {None}}
        fields = values | {name: None if name in empty else key for name, key in keys.items()}
        yield {"model": label, "fields": fields}


def by_record(rows: list[FixtureRow]) -> dict[Key, list[FixtureRow]]:
    """Rows grouped by record: the record's own row, then its parts."""
    owners: dict[Key, list[FixtureRow]] = defaultdict(list)
    owned: dict[Key, list[FixtureRow]] = defaultdict(list)
    for row in rows:
        model = apps.get_model(row["model"])
        names = (model.part_of,) if model.part_of else model.natural_fields
        record = model.owner_model() or model
        key = record._meta.label_lower, " ".join(map(str, key_values(row, names)))
        (owned if model.part_of else owners)[key].append(row)
    if orphans := owned.keys() - owners.keys():
        raise LoadError(f"parts without their record: {sorted(orphans)}")
    for key, own in owners.items():
        if len(own) > 1:
            raise LoadError(f"{' '.join(key)} stands twice")
    return {key: own + owned[key] for key, own in owners.items()}


def key_values(row: FixtureRow, names: tuple[str, ...]) -> list:
    values = []
    for name in names:
        value = row["fields"][name]
        values += value if isinstance(value, (list, tuple)) else [value]
    return values
