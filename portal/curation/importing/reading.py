"""Converts the rows of a file to records without writing them.

Stored records and foreign keys of all rows are read first, in a few queries; after that no row
needs a query.
"""

from collections.abc import Iterable
from copy import copy

from portal.changes.recording import rows_with
from portal.curation.importing.columns import Cells, Column
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import Errors
from portal.models.base import RecordTable
from portal.text.pinyin import slug_from

Key = tuple  # a natural key, with primary keys for foreign keys


class RowReader:
    """Reads the rows of one file; `rows` are all of them, to prefetch what they need."""

    def __init__(self, resource: RecordResource, rows: list[Cells]):
        self.resource, self.model = resource, resource.model
        self._columns = [one for one in resource.columns if one.header in rows[0]]
        self._find_references(rows)
        self._stored = self._find_stored(rows)
        self._slugs: set[str] | None = None  # all existing slugs, read at first use
        self._new_slugs: set[str] = set()

    def _find_references(self, rows: list[Cells]) -> None:
        for column in self._columns:
            if column.references:
                texts = {row[column.header].strip() for row in rows}
                column.references.read({name for text in texts for name in column.names_in(text)})

    def _find_stored(self, rows: list[Cells]) -> dict[Key, RecordTable]:
        first = self.resource.key_columns[0]
        values = {value for row in rows if (value := _read(first, row)) not in (None, "")}
        found = rows_with(self.model.objects, first.attribute, _key(values))
        return {
            _key(one.value(record) for one in self.resource.key_columns): record
            for record in self.resource.whole(found)
        }

    def key(self, row: Cells) -> Key:
        """The natural key of a row's record; missing or unknown values are None."""
        return _key(_read(column, row) for column in self.resource.key_columns)

    def is_keyed(self, row: Cells) -> bool:
        """Whether the row says which record it is; an optional reference may be empty."""
        for column, value in zip(self.resource.key_columns, self.key(row), strict=True):
            may_be_empty = self.model._meta.get_field(column.attribute).null
            if value in (None, "") and (row[column.header].strip() or not may_be_empty):
                return False
        return True

    def fill(self, row: Cells) -> tuple[RecordTable, RecordTable | None, Errors]:
        """The record that a row describes, the stored one if any, and the errors of the cells."""
        stored = self._stored.get(self.key(row))
        record = copy(stored) if stored else self.model()
        errors: Errors = {}
        for column in self._columns:
            try:
                column.set(record, row)
            except ValueError as error:
                errors[column.attribute] = [str(error)]
        self.resource.complete(record, errors)
        if not stored and hasattr(record, "slug"):
            record.slug = record.slug or slug_from(str(record), self._is_taken)
            self._new_slugs.add(record.slug)
        return record, stored, errors

    def _is_taken(self, slug: str) -> bool:
        if self._slugs is None:
            self._slugs = set(self.model.objects.order_by().values_list("slug", flat=True))
        return slug in self._slugs or slug in self._new_slugs


def _key(values: Iterable) -> Key:
    return tuple(getattr(value, "pk", value) for value in values)


def _read(column: Column, row: Cells):
    """The cell's value; None if it cannot be read, which `fill` reports."""
    try:
        return column.read(row)
    except ValueError:
        return None
