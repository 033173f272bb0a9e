"""The parts of a record, such as its issuing bodies, as one cell of a spreadsheet."""

from collections.abc import Sequence
from typing import ClassVar

from portal.changes.recording import rows_with
from portal.curation.importing.columns import Column
from portal.models.base import RecordTable


class PartsColumn(Column):
    """A column of parts, which are tuples of their `fields`.

    The tuples read from a cell are stored on the record as `attribute`.
    """

    relation: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    naming = 1  # the number of first fields that identify the part
    is_ordered = False

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        """The parts in a cell; what it leaves out is taken from `stored`."""
        raise NotImplementedError

    def value(self, record) -> tuple[tuple, ...]:
        if not hasattr(record, self.attribute):
            setattr(record, self.attribute, self.stored(record))
        return getattr(record, self.attribute)

    def stored(self, record: RecordTable) -> tuple[tuple, ...]:
        if record.pk is None:
            return ()
        rows = getattr(record, self.relation).all()
        return tuple(tuple(getattr(row, name) for name in self.fields) for row in rows)

    def set(self, record, row):
        said = self.parse(row[self.header].strip(), self.value(record))
        setattr(record, self.attribute, tuple(said))

    def model_of(self, owner: type[RecordTable]) -> type[RecordTable]:
        return owner._meta.get_field(self.relation).related_model

    def rows(self, record: RecordTable) -> list[RecordTable]:
        """The parts to be written, without primary keys."""
        model = self.model_of(type(record))
        rows = []
        for position, values in enumerate(self.value(record), start=1):
            row = model(**{model.part_of: record}, **dict(zip(self.fields, values, strict=True)))
            if self.is_ordered:
                row.position = position
            rows.append(row)
        return rows

    def _name(self, row: RecordTable) -> tuple:
        return tuple(getattr(row, name) for name in self.fields[: self.naming])

    def write(self, made: list[RecordTable], changed: list[RecordTable]) -> None:
        """Write the parts of new and of changed records in bulk."""
        if not made and not changed:
            return
        model = self.model_of(type((made or changed)[0]))
        names = [*self.fields, *(["position"] if self.is_ordered else [])]
        gone, altered = [], []
        new = [row for record in made for row in self.rows(record)]
        for record in changed:
            if self.value(record) == self.stored(record):
                continue
            known = {self._name(row): row for row in getattr(record, self.relation).all()}
            for row in self.rows(record):
                stored = known.pop(self._name(row), None)
                if stored is None:
                    new.append(row)
                elif any(getattr(stored, name) != getattr(row, name) for name in names):
                    for name in names:
                        setattr(stored, name, getattr(row, name))
                    altered.append(stored)
            gone += [row.pk for row in known.values()]
        if gone:
            rows_with(model.objects, "pk", gone).delete()
        model.objects.overwrite(altered)
        model.objects.bulk_create(new)
