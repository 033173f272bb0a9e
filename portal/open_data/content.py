"""The own content of a record, from which its digest is computed.

    {"title": "…", "kind": "document", …, "issuances": [{"body": "guowuyuan", "position": 1, …}]}

Names and values are those of the fixtures, and of `load_bulk`: the columns that curators fill in,
and the parts of the record as lists. Left out are its address (the slug), what is computed from
other columns, and whatever is empty: so a column that is added later changes no digest as long
as nothing is written in it. A reference is the slug of the record it names, left out while that
record is not public; so is a part that would mean nothing without it.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Expression, F, OuterRef, Q, QuerySet, When

from portal.models.base import DERIVED, RecordTable, parts_of, record_tables
from portal.models.curated import Curated, State
from portal.models.evidence.cited import JSONRows, JSONValues
from portal.record_types import public_name

Content = dict[str, Any]
ADDRESS = "slug"
_ANNOTATED = "content_"  # begins the names of annotations


def tables() -> dict[str, type[RecordTable]]:
    """The tables of records that have a digest, all but those of parts, by their public names."""
    return {public_name(model): model for model in record_tables() if not model.part_of}


def public(model: type[RecordTable]) -> QuerySet:
    """The records of a table that everybody may see."""
    records = model.objects.all()
    return records.published() if hasattr(records, "published") else records


def with_content(records: QuerySet) -> QuerySet:
    """Records that `content_of` takes, at the cost of no further query."""
    of = {name: _public_slug(column) for name, column in _references(records.model)}
    of |= {name: _rows(part) for name, part in parts(records.model).items()}
    return records.annotate(**{f"{_ANNOTATED}{name}": told for name, told in of.items()})


def content_of(record: RecordTable) -> Content:
    """The content of a record that was read by `with_content`."""
    model, values = type(record), record.__dict__
    found = {
        one.name: values[f"{_ANNOTATED}{one.name}" if one.is_relation else one.attname]
        for one in columns(model)
    }
    for name, part in parts(model).items():
        found[name] = sorted(_read(part, values[f"{_ANNOTATED}{name}"]), key=canonical)
    return _filled(found)


def canonical(content: Content) -> bytes:
    """The one way to write content: keys in order, nothing between, in UTF-8 as it is."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


@cache
def columns(model: type[RecordTable]) -> list[models.Field]:
    """The columns that are content, or part of it."""
    left_out = {*DERIVED, ADDRESS, model.part_of}
    found = model._meta.concrete_fields
    return [
        one for one in found if one.editable and not one.primary_key and one.name not in left_out
    ]


def _references(model: type[RecordTable]) -> Iterator[tuple[str, models.ForeignKey]]:
    yield from ((one.name, one) for one in columns(model) if one.is_relation)


@cache
def parts(model: type[RecordTable]) -> dict[str, type[RecordTable]]:
    """The tables of parts by the name of the relation to them, such as issuances."""
    return {
        part._meta.get_field(part.part_of).remote_field.get_accessor_name(): part
        for part in parts_of(model)
    }


def _public_slug(column: models.ForeignKey) -> Expression:
    """Of the record that a reference names; every natural key begins with a slug."""
    slug = F(f"{column.name}__{column.related_model.natural_lookups()[0]}")
    if not issubclass(column.related_model, Curated):
        return slug
    return Case(When(Q((f"{column.name}__state", State.PUBLISHED)), then=slug))


def _rows(part: type[RecordTable]) -> JSONRows:
    """The public parts of a record."""
    own = part._base_manager.filter(**{part.part_of: OuterRef("pk")}).order_by()
    if issubclass(part, Curated):
        own = own.filter(state=State.PUBLISHED)
    for name, column in _references(part):
        if name in part.natural_fields and issubclass(column.related_model, Curated):
            nothing, is_public = Q((f"{name}__isnull", True)), Q((f"{name}__state", "published"))
            own = own.filter(nothing | is_public)
    of = (_public_slug(one) if one.is_relation else F(one.name) for one in columns(part))
    return JSONRows(own.annotate(cited=JSONValues(*of)).values("cited"))


def _read(part: type[RecordTable], told: str | None) -> Iterator[Content]:
    names = [one.name for one in columns(part)]
    # SQLite has no booleans.
    switches = [one.name for one in columns(part) if isinstance(one, models.BooleanField)]
    for values in json.loads(told or "[]"):
        row = dict(zip(names, values, strict=True))
        yield _filled(row | {name: bool(row[name]) for name in switches})


def _filled(values: Content) -> Content:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value not in (None, "", [])
    }
