"""A line of JSON → a record with its parts, not yet written and without references."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from portal import record_types
from portal.models.base import DERIVED, RecordTable, parts_of
from portal.models.curated import Curated, State

NOT_GIVEN = {"version", "withdrawn_on", "withdrawn_because", "checked_date", *DERIVED}
JSON_TYPES = {  # of the value of a column, first match
    models.BooleanField: (bool, "true or false"),
    models.IntegerField: (int, "a whole number"),
    models.Field: (str, "a text"),
}


class BulkError(Exception):
    """A sentence with the line's number and the field."""


@dataclass
class Row:
    """A record of a line, or a part of it, that is not written yet."""

    line: int
    record: RecordTable
    references: dict[str, str] = field(default_factory=dict)  # name of a column → slug
    parts: list["Row"] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """The natural key of a part within its record."""
        names = [name for name in self.record.natural_fields if name != self.record.part_of]
        return tuple(
            self.references.get(name) or str(self.record.__dict__.get(name, "")) for name in names
        )

    def refuse(self, name: str, sentence: str) -> BulkError:
        return BulkError(f"line {self.line}: {name}: {sentence}")


def read(number: int, line: bytes) -> Row | None:
    """None for an empty line."""
    if not line.strip():
        return None
    try:
        given = json.loads(line)
    except ValueError as error:
        raise BulkError(f"line {number}: is no JSON: {error}") from error
    if not isinstance(given, dict):
        raise BulkError(f"line {number}: is no object: {str(given)[:80]}")
    model = types().get(str(given.pop("type", "")))
    if model is None:
        raise BulkError(f"line {number}: type: must be one of {', '.join(types())}")
    return _row(number, model, given)


@cache
def types() -> dict[str, type[RecordTable]]:
    """The registered types that have slugs, by name."""
    found = {one.name: one.model for one in record_types.registered()}
    return {name: model for name, model in found.items() if model.natural_fields == ("slug",)}


@cache
def _columns(model: type[RecordTable]) -> dict[str, models.Field]:
    return {
        one.name: one
        for one in model._meta.concrete_fields
        if not one.primary_key and one.name not in {*NOT_GIVEN, model.part_of}
    }


@cache
def _relations(model: type[RecordTable]) -> dict[str, type[RecordTable]]:
    """Relation to parts → their model."""
    return {
        part._meta.get_field(part.part_of).remote_field.get_accessor_name(): part
        for part in parts_of(model)
    }


def _row(number: int, model: type[RecordTable], given: dict[str, Any]) -> Row:
    columns, relations = _columns(model), _relations(model)
    row = Row(number, model())
    if issubclass(model, Curated):
        row.record.state = State.PUBLISHED
    for name, value in given.items():
        if name in relations:
            row.parts += _parts(row, name, relations[name], value)
        elif name not in columns:
            known = ", ".join([*columns, *relations])
            raise row.refuse(name, f"is no field of {model._meta.model_name}, which has {known}")
        else:
            _set(row, columns[name], value)
    return row


def _parts(owner: Row, name: str, model: type[RecordTable], given: Any) -> Iterator[Row]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise owner.refuse(name, f"must be a list of objects, not {str(given)[:80]}")
    is_ordered, seen = "position" in _columns(model), set()
    for position, values in enumerate(given, 1):
        part = _row(owner.line, model, ({"position": position} if is_ordered else {}) | values)
        if (key := part.key) in seen:
            raise owner.refuse(name, f"{', '.join(key)} stands twice")
        seen.add(key)
        setattr(part.record, model.part_of, owner.record)
        yield part


@cache
def _json_type(of: type[models.Field]) -> tuple[type, str]:
    return next(JSON_TYPES[kind] for kind in JSON_TYPES if issubclass(of, kind))


def _set(row: Row, column: models.Field, value: Any) -> None:
    type_, called = _json_type(type(column))
    if value is None and column.null:
        return
    if not isinstance(value, type_) or (type_ is int and isinstance(value, bool)):
        raise row.refuse(column.name, f"must be {called}, not {json.dumps(value)[:80]}")
    if column.is_relation:
        row.references[column.name] = value
    else:
        setattr(row.record, column.attname, value)
