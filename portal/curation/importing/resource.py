"""A model as a spreadsheet: its columns, its export, and the rules of its import.

Rows are identified by the natural keys of their records. A missing column leaves the values
unchanged; an empty cell empties them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet

from portal.changes.recording import parts
from portal.curation.editing.questions import DUPLICATE, Question
from portal.curation.importing.citations_column import CitationsColumn
from portal.curation.importing.columns import Cells, Column, column_of
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.verdicts import Errors
from portal.curation.merging.names import Names, names_from
from portal.models import Citation, Versioned
from portal.models.base import RecordTable
from portal.models.curated import Curated

STATE, VERSION = "状态", "版本"


class RecordResource:
    """`fields` names the columns in order; `user` is the importing curator.

    Models with special columns, questions or effects have a subclass.
    """

    # Field → a column that is not simply one database column.
    special_columns: ClassVar[dict[str, Callable[[], Column]]] = {}
    # Further headers that a file may have → how to write their cells.
    more_headers: ClassVar[dict[str, str]] = {}
    # Kind of question → label of the checkbox that confirms all questions of this kind.
    labels: ClassVar[dict[str, str]] = {
        DUPLICATE: "行可能与已有的记录或别的行重复，看过了，不是同一件"
    }

    def __init__(
        self,
        model: type[RecordTable],
        fields: Iterable[str],
        user: AbstractBaseUser | None = None,
    ):
        self.model, self.user = model, user
        self.columns_by_field = {name: self._column(name) for name in fields}
        self.columns = list(self.columns_by_field.values())
        self.key_columns = [self.columns_by_field[name] for name in model.natural_fields]
        self.parts_columns = [one for one in self.columns if isinstance(one, PartsColumn)]

    def _column(self, name: str) -> Column:
        if name in self.special_columns:
            return self.special_columns[name]()
        field = self.model._meta.get_field(name)
        if field.one_to_many and issubclass(field.related_model, Citation):
            return CitationsColumn(field.related_model)
        return column_of(field)

    @property
    def headers(self) -> list[str]:
        """The headers of an exported file."""
        return [*(one.header for one in self.columns), *self._read_only_headers()]

    @property
    def known_headers(self) -> list[str]:
        """All headers that an imported file may have."""
        return [*self.headers, *self.more_headers]

    @property
    def template_headers(self) -> list[str]:
        """The headers of the template for new records."""
        return [*(one.header for one in self.columns), *self.more_headers]

    def _read_only_headers(self) -> dict[str, str]:
        """Headers of columns that are exported but never imported → their description."""
        found = {}
        if issubclass(self.model, Curated):
            found[STATE] = "导出时写出，导入不能更改；新记录总是草稿。"
        if issubclass(self.model, Versioned):
            found[VERSION] = "导出时写出；导入时若已有更新的一版，这一行不能导入。"
        return found

    def guide(self) -> list[tuple[str, str]]:
        """(header, sentence that describes how to write its cells) of all columns."""
        described = [(one.header, one.guidance) for one in self.columns]
        return [*described, *self.more_headers.items(), *self._read_only_headers().items()]

    def check_headers(self, headers: list[str]) -> list[str]:
        """The errors of a file's headers, as sentences."""
        known = self.known_headers
        wrong = [
            f"没有“{header}”这一栏：可用的栏是 {'、'.join(known)}。"
            for header in headers
            if header not in known
        ]
        keys = [one.header for one in self.key_columns]
        return wrong + [
            f"缺“{key}”这一栏，它标明是哪一条记录。" for key in keys if key not in headers
        ]

    def header_of(self, attribute: str) -> str:
        """The header for errors of `attribute`; "" for errors of the whole row."""
        headers = {one.attribute: one.header for one in self.columns} | {NON_FIELD_ERRORS: ""}
        return headers.get(attribute, attribute)

    # Stored records

    def whole(self, queryset: QuerySet) -> QuerySet:
        """Prefetches everything that a row contains; shared targets are one instance."""
        return queryset.prefetch_related(*filter(None, (one.prefetch for one in self.columns)))

    def names_of(self, record: RecordTable) -> Names:
        """The names of a record and its parts, by which duplicates are found."""
        names = []
        for lookup in self.model.known_by:
            relation, _, column = lookup.rpartition("__")
            if not relation:
                names.append(getattr(record, lookup))
            for one in self.parts_columns:
                if one.relation == relation:
                    at = one.fields.index(column)
                    names += [values[at] for values in one.value(record)]
        texts = [getattr(record, name) for name in self.model.numbered_in]
        return names_from(names, texts, [getattr(record, name) for name in self.model.own_numbers])

    def export_rows(self, queryset: QuerySet) -> Iterable[list[str]]:
        """Rows for export, in batches, because SQLite limits the size of prefetch queries."""
        for part in parts(list(queryset.values_list("pk", flat=True))):
            found = self.whole(self.model.objects.filter(pk__in=part))
            records = {record.pk: record for record in found}
            yield from (self._export_row(records[key]) for key in part if key in records)

    def _export_row(self, record: RecordTable) -> list[str]:
        cells = [one.export(record) for one in self.columns]
        if isinstance(record, Curated):
            cells.append(record.get_state_display())
        if isinstance(record, Versioned):
            cells.append(str(record.version))
        return cells

    def check_claims(
        self, record: RecordTable, row: Cells, *, is_same: bool
    ) -> Iterator[tuple[str, str]]:
        """(header, sentence) if the row has another state or version than the record.

        The version is ignored in a row that changes nothing.
        """
        state, version = row.get(STATE, "").strip(), row.get(VERSION, "").strip()
        if state and isinstance(record, Curated) and state != (now := record.get_state_display()):
            yield STATE, f"状态不由导入更改：现为“{now}”，不是“{state}”。"
        if not version or is_same:
            return
        if record.pk is None:
            yield VERSION, "这条记录已不存在。要新建，请把版本留空。"
        elif isinstance(record, Versioned) and version != str(record.version):
            now = record.version
            yield VERSION, f"您导出的是第 {version} 版，现在是第 {now} 版：请重新导出，再改。"

    # Hooks for subclasses

    def complete(self, record: RecordTable, errors: Errors) -> None:
        """Fill in what follows from the row's cells; add errors of what must not be missing."""

    def unchecked(self, record: RecordTable) -> set[str]:
        """Database columns not to validate: those without a cell, and resolved references."""
        return {
            column.name
            for column in self.model._meta.concrete_fields
            if column.name not in self.columns_by_field
            or (column.is_relation and getattr(record, column.attname) is not None)
        }

    def ask(
        self, changes: Sequence[tuple[RecordTable, RecordTable | None]]
    ) -> list[list[Question]]:
        """The questions about each (record to be written, stored record or None)."""
        return [[] for _ in changes]

    def accept(self, record: RecordTable, question: Question) -> None:
        """Apply the answer to a question to the record."""

    def link(self, record: RecordTable, key: int) -> None:
        """Link the record to an offered one."""
        raise NotImplementedError

    def after_writing(self, records: list[RecordTable]) -> None:
        """Update other records that depend on the written ones."""

    def check_together(
        self, records: Iterable[RecordTable]
    ) -> Iterable[tuple[RecordTable, Errors]]:
        """Errors of records that are invalid only together with other records of the file."""
        return ()
