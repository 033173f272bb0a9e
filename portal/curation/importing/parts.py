"""The parts of a record, such as its issuing bodies, as one cell of a spreadsheet."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from portal.changes.recording import parts
from portal.curation.importing.columns import Column
from portal.models.base import RecordTable


class PartsColumn(Column):
    """A column of parts, which are tuples of their `fields`.

    The tuples read from a cell are stored on the record as `attribute`.
    """

    relation: ClassVar[str]
    prefetch: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    naming = 1  # the number of first fields that identify the part
    is_ordered = False

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        """The parts in a cell; what it leaves out is taken from `stored`."""
        raise NotImplementedError

    def format(self, rows: Sequence[tuple]) -> str:
        raise NotImplementedError

    def value(self, record) -> tuple[tuple, ...]:
        if self.attribute not in record.__dict__:
            return self.stored(record)
        return record.__dict__[self.attribute]

    def put(self, record: RecordTable, rows: Iterable[tuple]) -> None:
        record.__dict__[self.attribute] = tuple(rows)

    def stored(self, record: RecordTable) -> tuple[tuple, ...]:
        if record.pk is None:
            return ()
        rows = getattr(record, self.relation).all()
        return tuple(tuple(getattr(row, name) for name in self.fields) for row in rows)

    def set(self, record, row):
        self.put(record, self.parse(row[self.header].strip(), self.value(record)))

    def export(self, record):
        return self.format(self.value(record))

    def model_of(self, owner: type[RecordTable]) -> type[RecordTable]:
        return owner._meta.get_field(self.relation).related_model

    def rows(self, record: RecordTable) -> list[RecordTable]:
        """The parts to be written, without primary keys."""
        model = self.model_of(type(record))
        owner = {model.part_of: record}
        return [
            model(**owner, **dict(zip(self.fields, values, strict=True)))
            for values in self.value(record)
        ]

    def _name(self, values: tuple) -> tuple:
        return values[: self.naming]

    def write(self, made: list[RecordTable], changed: list[RecordTable]) -> None:
        """Write the parts of new and of changed records in bulk."""
        if not made and not changed:
            return
        relation = (made or changed)[0]._meta.get_field(self.relation)
        model, owner = relation.related_model, relation.field.name
        gone, altered, new = [], [], []
        known_of = {id(record): self.stored(record) for record in changed}
        for record in [*made, *changed]:
            wanted, stored = self.value(record), known_of.get(id(record), ())
            if wanted == stored:
                continue
            rows = getattr(record, self.relation).all() if stored else []
            names = self.fields[: self.naming]
            known = {tuple(getattr(row, name) for name in names): row for row in rows}
            for position, values in enumerate(wanted, start=1):
                said = dict(zip(self.fields, values, strict=True))
                if self.is_ordered:
                    said["position"] = position
                row = known.pop(self._name(values), None)
                if row is None:
                    new.append(model(**{owner: record}, **said))
                elif any(getattr(row, name) != value for name, value in said.items()):
                    for name, value in said.items():
                        setattr(row, name, value)
                    altered.append(row)
            gone += [row.pk for row in known.values()]
        for part in parts(gone):
            model.objects.filter(pk__in=part).delete()
        model.objects.overwrite(altered)
        model.objects.bulk_create(new)
