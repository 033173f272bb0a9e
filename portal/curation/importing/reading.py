"""Converts the rows of a file to records without writing them.

Stored records and foreign keys of all rows are read first, in a few queries; after that no row
needs a query.
"""

from copy import copy

from portal.changes.recording import parts
from portal.curation.importing.cells import Cells
from portal.curation.importing.columns import Column
from portal.curation.importing.resource import RecordResource
from portal.models.base import RecordTable
from portal.text.pinyin import slug_from

Errors = dict[str, list[str]]  # sentences by attribute
Key = tuple  # a natural key, with primary keys for foreign keys


class RowReader:
    """Reads the rows of one file; `rows` are all of them, to prefetch what they need."""

    def __init__(self, resource: RecordResource, rows: list[Cells]):
        self.resource, self.model = resource, resource.model
        self._find_references(rows)
        self._stored = self._find_stored(rows)
        self._slugs: set[str] | None = None  # all existing slugs, read at first use
        self._new_slugs: set[str] = set()

    def _find_references(self, rows: list[Cells]) -> None:
        for column in self.resource.columns:
            if column.references and column.header in rows[0]:
                texts = {row[column.header].strip() for row in rows}
                column.references.read({name for text in texts for name in column.names_in(text)})

    def _find_stored(self, rows: list[Cells]) -> dict[Key, RecordTable]:
        first = self.resource.key_columns[0]
        values = {value for row in rows if (value := _read(first, row)) not in (None, "")}
        keys = {getattr(value, "pk", value) for value in values}
        stored = {}
        for part in parts(sorted(keys)):
            found = self.model.objects.filter(**{f"{first.attribute}__in": part})
            for record in self.resource.whole(found):
                stored[self._key_of(record)] = record
                for column in self.resource.parts_columns:
                    column.put(record, column.stored(record))
        return stored

    def _key_of(self, record: RecordTable) -> Key:
        columns = [self.model._meta.get_field(name) for name in self.model.natural_fields]
        return tuple(getattr(record, column.attname) for column in columns)

    def key(self, row: Cells) -> Key:
        """The natural key of a row's record; missing or unknown values are None."""
        values = [_read(column, row) for column in self.resource.key_columns]
        return tuple(getattr(value, "pk", value) for value in values)

    def original(self, record: RecordTable) -> RecordTable | None:
        """The stored record; None for a new one."""
        return record.pk and self._stored[self._key_of(record)]

    def fill(self, row: Cells) -> tuple[RecordTable, Errors]:
        """The record that a row describes, and the errors of its cells."""
        stored = self._stored.get(self.key(row))
        record = copy(stored) if stored else self._new_record()
        errors = {}
        for column in self.resource.columns:
            if column.header in row:
                try:
                    column.set(record, row)
                except ValueError as error:
                    errors[column.attribute] = [str(error)]
        self._complete(record)
        return record, errors

    def _new_record(self) -> RecordTable:
        record = self.model()
        for column in self.resource.parts_columns:
            column.put(record, ())
        return record

    def _complete(self, record: RecordTable) -> None:
        self.resource.complete(record)
        if getattr(record, "slug", None) == "":
            record.slug = slug_from(str(record), self._is_taken)
        if record.pk is None and hasattr(record, "slug"):
            self._new_slugs.add(record.slug)

    def _is_taken(self, slug: str) -> bool:
        if self._slugs is None:
            self._slugs = set(self.model.objects.order_by().values_list("slug", flat=True))
        return slug in self._slugs or slug in self._new_slugs

    def is_changed(self, record: RecordTable) -> bool:
        """Whether any column differs from the stored record."""
        stored = self.original(record)
        return any(one.value(record) != one.value(stored) for one in self.resource.columns)


def _read(column: Column, row: Cells):
    """The cell's value; None if it cannot be read, which `fill` reports."""
    try:
        return column.read(row)
    except ValueError:
        return None
