"""Rows → records that may be written: with keys, references and valid values."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from portal.bulk_loading.lines import BulkError, Row
from portal.changes.recording import rows_with
from portal.models.base import RecordTable, record_tables
from portal.models.bulk.inserting import free_keys


def checked(rows: list[Row]) -> dict[type[RecordTable], list[Row]]:
    """The rows and their parts by model, in the order in which they can be written."""
    of_model: dict[type[RecordTable], list[Row]] = defaultdict(list)
    for row in _with_parts(rows):
        of_model[type(row.record)].append(row)
    named = {(type(row.record), row.record.slug): row for row in rows}
    if len(named) < len(rows):
        _refuse_twice(rows, named)
    for model, some in of_model.items():
        for row, key in zip(some, free_keys(model, len(some)), strict=True):
            row.record.pk = key
    for model in {type(row.record) for row in rows}:
        for slug in _stored(model, (name for of, name in named if of is model)):
            raise named[model, slug].refuse("slug", f"the database has “{slug}” already")
    _refer([row for some in of_model.values() for row in some], named)
    for some in of_model.values():
        for row in some:
            _check(row)
    _check_together(of_model)
    return {model: of_model[model] for model in record_tables() if model in of_model}


def _with_parts(rows: list[Row]) -> list[Row]:
    return [*rows, *(part for row in rows for part in row.parts)]


def _refuse_twice(rows: list[Row], named: dict) -> None:
    for row in rows:
        last = named[type(row.record), row.record.slug]
        if last is not row:
            raise last.refuse("slug", f"“{row.record.slug}” stands in line {row.line} too")


def _stored(model: type[RecordTable], slugs: Iterable[str]) -> dict[str, RecordTable]:
    return {record.slug: record for record in rows_with(model._base_manager, "slug", slugs)}


def _refer(rows: list[Row], named: dict[tuple[type[RecordTable], str], Row]) -> None:
    """Set the references, to records of the batch or of the database."""
    wanted: dict[type[RecordTable], set[str]] = defaultdict(set)
    for row in rows:
        for name, slug in row.references.items():
            target = row.record._meta.get_field(name).related_model
            if (target, slug) not in named:
                wanted[target].add(slug)
    found = {(model, slug): row.record for (model, slug), row in named.items()}
    for target, slugs in wanted.items():
        found |= {(target, slug): record for slug, record in _stored(target, slugs).items()}
    for row in rows:
        for name, slug in row.references.items():
            target = row.record._meta.get_field(name).related_model
            if (target, slug) not in found:
                raise row.refuse(name, f"no {target._meta.model_name} has the slug “{slug}”")
            setattr(row.record, name, found[target, slug])
        if owner := type(row.record).part_of:  # its key is known only now
            setattr(row.record, owner, getattr(row.record, owner))


def _check_together(of_model: dict[type[RecordTable], list[Row]]) -> None:
    rows = {id(row.record): row for some in of_model.values() for row in some}
    records = [row.record for row in rows.values()]
    for model in of_model:
        for record, error in model.refused_together(records):
            raise _refused(rows[id(record)], error)


def _check(row: Row) -> None:
    record = row.record
    relations = [one.name for one in record._meta.concrete_fields if one.is_relation]
    for name in relations:
        column = record._meta.get_field(name)
        if not column.null and getattr(record, column.attname) is None:
            raise row.refuse(name, "is missing")
    try:
        record.clean_fields(exclude=relations)
        record.derive()
        record.clean()
    except ValidationError as error:
        raise _refused(row, error) from error


def _refused(row: Row, error: ValidationError) -> BulkError:
    name, sentences = next(iter(error.update_error_dict({}).items()))
    said = " ".join(sentence for one in sentences for sentence in one.messages)
    value = getattr(row.record, name, None)
    return row.refuse(name, f"{said} (“{str(value)[:80]}”)")


def broken_constraint(rows: list[Row]) -> BulkError | None:
    """The line that a constraint refuses; looked for only when one has been."""
    for row in _with_parts(rows):
        try:
            row.record.validate_constraints()
        except ValidationError as broken:
            return row.refuse(row.record._meta.model_name, " ".join(broken.messages))
    return None
