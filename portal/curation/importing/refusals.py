"""Predicts without writing which rows of a file the database would refuse."""

import operator
from collections.abc import Iterator
from functools import partial
from itertools import chain

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import F, Q

from portal.changes.recording import rows_with
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import Errors, errors_of
from portal.models import Erratum
from portal.models.base import RecordTable, parts_of
from portal.models.foundations import expect_founded

RecordErrors = Iterator[tuple[RecordTable, Errors]]
Values = tuple[object, ...]


def refused(
    resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]
) -> RecordErrors:
    """The records that would be refused, with errors; new records are written first."""
    records = [*made, *changed]
    for names in _unique(resource.model):
        yield from _taken(resource.model, names, records)
    yield from _unchecked(records)
    for column in resource.parts_columns:
        yield from _refused_parts(column, column.model_of(resource.model), records)
    yield from resource.check_together(records)
    yield from _misplaced(resource.model, changed)
    public = [one for one in changed if getattr(one, "is_published", False)]
    yield from _unfounded(resource.parts_columns, public)


def _unique(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """The unique constraints, as tuples of column names."""
    columns = (one for one in model._meta.concrete_fields if one.unique and not one.primary_key)
    yield from ((one.name,) for one in columns)
    for constraint in model._meta.total_unique_constraints:
        yield constraint.fields


def _taken(
    model: type[RecordTable], names: tuple[str, ...], records: list[RecordTable]
) -> RecordErrors:
    """Unique values that are taken; a record may take what an earlier one has given up."""
    columns = [model._meta.get_field(name).attname for name in names]
    wanted = [tuple(getattr(record, one) for one in columns) for record in records]
    holders = _holders(model, columns, records, wanted)
    held = {holder: values for values, holder in holders.items()}
    for at, (record, values) in enumerate(zip(records, wanted, strict=True)):
        me = record.pk or -at - 1  # a new record has no key yet
        if None in values:
            continue
        if holders.get(values, me) != me:
            error = record.unique_error_message(model, names)
            yield record, {names[0] if len(names) == 1 else NON_FIELD_ERRORS: error.messages}
            continue
        holders.pop(held.get(me), None)
        holders[values] = me


def _holders(
    model: type[RecordTable], columns: list[str], records: list[RecordTable], wanted: list[Values]
) -> dict[Values, int]:
    """Keys of the stored records that have these values, or will get others."""
    found = {}
    for by, keys in (
        ("pk", [record.pk for record in records]),
        (columns[0], [values[0] for values in wanted]),
    ):
        rows = rows_with(model._base_manager, by, keys).values_list("pk", *columns)
        found |= {tuple(values): key for key, *values in rows}
    return found


def _unchecked(records: list[RecordTable]) -> RecordErrors:
    """Records that violate check constraints."""
    for record in records:
        for constraint in record._meta.constraints:
            is_check = isinstance(constraint, models.CheckConstraint)
            if is_check and _holds(constraint.condition, record) is False:
                yield record, {NON_FIELD_ERRORS: [constraint.get_violation_error_message()]}


_COMPARE = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def _holds(condition: Q, record: RecordTable) -> bool | None:
    """The condition's value for a record; None for NULL, which violates nothing."""
    said = [
        _holds(one, record) if isinstance(one, Q) else _compare(*one, record)
        for one in condition.children
    ]
    decisive = condition.connector == Q.OR
    found = decisive if decisive in said else None if None in said else not decisive
    return found if found is None else found != condition.negated


def _compare(path: str, value: object, record: RecordTable) -> bool | None:
    name, _, lookup = path.partition("__")
    left = _value(record, name)
    if lookup == "isnull":
        return (left is None) is value
    right = _value(record, value.name) if isinstance(value, F) else value
    return None if None in (left, right) else _COMPARE[lookup or "exact"](left, right)


def _value(record: RecordTable, name: str) -> object:
    return getattr(record, "pk" if name == "pk" else record._meta.get_field(name).attname)


def _refused_parts(
    column: PartsColumn, model: type[RecordTable], records: list[RecordTable]
) -> RecordErrors:
    """Records with parts whose value must be unique among all records, such as aliases."""
    for name in (name for name in column.fields if model._meta.get_field(name).unique):
        rows = [(record, row) for record in records for row in column.rows(record)]
        # Values that any of the records gives up are free before others take them.
        changed = {record.pk for record in records}
        stored = rows_with(model._base_manager, name, (getattr(row, name) for _, row in rows))
        holders = stored.values_list(name, f"{model.part_of}_id")
        taken = {value for value, owner in holders if owner not in changed}
        for record, row in rows:
            if getattr(row, name) in taken:
                said = row.unique_error_message(model, (name,)).messages
                yield record, {column.attribute: [f"“{getattr(row, name)}”：{one}" for one in said]}
            taken.add(getattr(row, name))


def _misplaced(model: type[RecordTable], changed: list[RecordTable]) -> RecordErrors:
    """Records whose errata's printed forms are no longer in their texts."""
    by_key = {record.pk: record for record in changed}
    for part in (part for part in parts_of(model) if issubclass(part, Erratum)):
        for erratum in rows_with(part._base_manager, "record", by_key):
            erratum.record = by_key[erratum.record_id]
            for said in errors_of(erratum.clean).values():
                yield erratum.record, {erratum.field: [f"勘误“{erratum}”：{one}" for one in said]}


def _unfounded(columns: list[PartsColumn], public: list[RecordTable]) -> RecordErrors:
    """Public records with parts whose foundations are not public.

    Parts that no column contains stay as they are, and so do all states.
    """
    for record in public:
        for row in chain.from_iterable(column.rows(record) for column in columns):
            for said in errors_of(partial(expect_founded, row, public=True)).values():
                yield record, {NON_FIELD_ERRORS: said}
