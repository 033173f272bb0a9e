"""The data dictionary: a Frictionless Data Package that describes the tables."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.translation import override

from portal.open_data.catalogue.descriptions import COLUMNS
from portal.open_data.catalogue.tables import FACTS, KEY, RECORD, Table
from portal.open_data.columns import BOOLEAN, DAY, INTEGER, MOMENT, STRING, Column
from portal.open_data.content import columns, tables

Described = dict[str, Any]
TITLES = {
    KEY: "键",
    RECORD: "所属记录",
    "version": "版本",
    "modified": "最近修改",
    "digest": "校验和",
}
TYPES = {"version": INTEGER, "modified": MOMENT}
_FIELD_TYPES = (
    (models.BooleanField, BOOLEAN),
    (models.IntegerField, INTEGER),
    (models.DateField, DAY),
)


def resource(name: str, schema: Described, title: str, size: int, sha256: str) -> Described:
    """What the package says of a CSV file."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "schema": {**schema, "missingValues": [""]},
    }


def schema_of(table: Table) -> Described:
    with override("zh-hans"):
        fields = [
            _fact(table.key, required=True),
            *map(_field, columns(table.model)),
            *(() if table.owner else map(_fact, FACTS)),
        ]
    found: Described = {"fields": fields, "foreignKeys": list(_foreign_keys(table))}
    return found if table.owner else found | {"primaryKey": [KEY]}


def schema_of_columns(shared: Iterable[Column]) -> Described:
    """Of columns that lists have as files too."""
    known = {STRING, INTEGER, BOOLEAN, DAY, MOMENT}
    return {
        "fields": [
            {
                "name": one.name,
                "title": one.title,
                "description": one.description,
                "type": one.type if one.type in known else STRING,
            }
            for one in shared
        ]
    }


def _fact(name: str, *, required: bool = False) -> Described:
    """A column that is no content."""
    found = {
        "name": name,
        "title": TITLES[name],
        "description": COLUMNS[name],
        "type": TYPES.get(name, STRING),
    }
    return found | {"constraints": {"required": True}} if required else found


def _field(column: models.Field) -> Described:
    types = (name for kind, name in _FIELD_TYPES if isinstance(column, kind))
    choices = [(value, label) for value, label in column.flatchoices if value]
    told = [COLUMNS.get(column.name, ""), _of_choices(choices)]
    found = {
        "name": column.name,
        "title": str(column.verbose_name),
        "description": "".join(filter(None, told)),
        "type": next(types, STRING),
    }
    enum = {"constraints": {"enum": [value for value, _ in choices]}}
    return found | enum if choices else found


def _of_choices(choices: Iterable[tuple[str, object]]) -> str:
    told = "；".join(f"{value} {label}" for value, label in choices)
    return f"{told}。" if told else ""


def _foreign_keys(table: Table) -> Iterator[Described]:
    names = {model: name for name, model in tables().items()}
    if table.owner:
        yield _foreign_key(RECORD, table.owner)
    for column in columns(table.model):
        if column.is_relation:
            target = names[column.related_model]
            # A table names itself by an empty text.
            yield _foreign_key(column.name, "" if target == table.name else target)


def _foreign_key(name: str, target: str) -> Described:
    return {"fields": [name], "reference": {"resource": target, "fields": [KEY]}}
