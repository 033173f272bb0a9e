"""How a table of records is written as a spreadsheet, and read from one.

A row is known by the natural key of its record. A column that is wanting leaves its values as
they are; a cell that is empty empties them. What a row says is compared with what stands; it
is written in bulk, with its history, by `write`.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.functional import cached_property
from import_export.fields import Field
from import_export.resources import ModelResource

from portal.changes.recording import parts
from portal.curation.editing.questions import Question
from portal.curation.history.versions import count_changes, parts_of
from portal.curation.importing.cells import (
    ChoiceCell,
    NumberCell,
    ReferenceCell,
    References,
    TextCell,
    YesNoCell,
)
from portal.curation.importing.parts import PartsField
from portal.curation.merging.duplicates import Names
from portal.curation.workflow.transitions import may_edit
from portal.models import Erratum, Versioned
from portal.models.base import RecordTable
from portal.models.curated import Curated, State, expect_founded
from portal.text.pinyin import slug_from

STATE, VERSION = "状态", "版本"
# The names by which people refer to the records of a table, but for its address.
NAMES: dict[str, list[str]] = {
    "portal.source": ["short_title", "slug", "title"],
    "policies.body": ["name", "official_name", "aliases__name", "slug"],
    "policies.policy": ["slug", "title"],
    "policies.milestone": ["slug", "title"],
    "provinces.unit": ["name", "short_name", "slug"],
    "provinces.excerpt": ["unit__name", "unit__short_name", "unit__slug"],
}


class RecordResource(ModelResource):
    """`user` is who imports. A subclass names its columns, in order, in `Meta.fields`."""

    more_headers: ClassVar[tuple[str, ...]] = ()  # that a file may have besides
    more_columns: ClassVar[tuple[str, ...]] = ()  # of the table that cells fill by other names
    guidance: ClassVar[dict[str, str]] = {}  # by header, how its cells are written
    claims_of_same = frozenset({VERSION})  # that do not matter in a row that changes nothing

    class Meta:
        abstract = True
        use_bulk = True
        skip_unchanged = True
        skip_diff = True  # it copies whatever a record refers to
        store_instance = True
        clean_model_instances = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Field(
            attribute=field_name,
            column_name=str(django_field.verbose_name),
            widget=_cell(django_field),
        )

    def __init__(self, user=None):
        super().__init__()
        self.user = user
        self._stored: dict[tuple, RecordTable] = {}
        self._slugs: set[str] = set()
        self._knows_all_slugs = False

    @property
    def model(self) -> type[RecordTable]:
        return self._meta.model

    @cached_property
    def _import_fields(self) -> list[Field]:
        return super().get_import_fields()

    def get_import_fields(self):
        """Asked for with each row, again and again."""
        return self._import_fields

    @property
    def headers(self) -> list[str]:
        found = [field.column_name for field in self.get_import_fields()]
        return [*found, *(header for header, _ in self._claimed())]

    @property
    def known_headers(self) -> list[str]:
        return [*self.headers, *self.more_headers]

    def template_headers(self) -> list[str]:
        """Of a file for new records."""
        shown = [field.column_name for field in self.get_import_fields()]
        return [*shown, *self.more_headers]

    def guide(self) -> list[tuple[str, str]]:
        """How each column is written, in a sentence."""
        told = [(field.column_name, self._guidance(field)) for field in self.get_import_fields()]
        told += [(header, self.guidance[header]) for header in self.more_headers]
        return [*told, *self._claimed()]

    def _claimed(self) -> Iterable[tuple[str, str]]:
        """Headers of what is written of a record but not read into it."""
        if issubclass(self.model, Curated):
            yield STATE, "导出时写出，导入不能更改；新记录总是草稿。"
        if issubclass(self.model, Versioned):
            yield VERSION, "导出时写出；导入时若已有更新的一版，这一行不能导入。"

    def _guidance(self, field: Field) -> str:
        if field.column_name in self.guidance:
            return self.guidance[field.column_name]
        if isinstance(field.widget, ChoiceCell):
            return f"{'、'.join(field.widget.labels.values())}。"
        if isinstance(field.widget, NumberCell):
            return "整数。"
        if isinstance(field.widget, ReferenceCell):
            return "名称或地址标识。"
        if field.attribute == "slug":
            return "标明是哪一条记录；新记录留空，由拼音生成。"
        return self.model._meta.get_field(field.attribute).help_text or "照来源抄录。"

    def references(self) -> dict[str, References]:
        """By column, of those that refer to other records."""
        found = {}
        for field in self.get_import_fields():
            references = getattr(field.widget, "references", None)
            if references:
                found[field.column_name] = references
        return found

    # Reading

    def check_headers(self, headers: list[str]) -> list[str]:
        """What is wrong with the headers of a file."""
        known = self.known_headers
        wrong = [
            f"没有“{header}”这一栏：可用的栏是 {'、'.join(known)}。"
            for header in headers
            if header not in known
        ]
        keys = [self.fields[name].column_name for name in self.model.natural_fields]
        wrong += [f"缺“{key}”这一栏，它标明是哪一条记录。" for key in keys if key not in headers]
        return wrong

    def is_keyed(self, headers: list[str]) -> bool:
        """Whether the rows can be told apart, so that what is wrong with each can be told too."""
        return all(self.fields[name].column_name in headers for name in self.model.natural_fields)

    def read_ahead(self, rows: Sequence[dict[str, str]]) -> None:
        """What the rows refer to, and their records as they stand: a few queries for all rows."""
        for field in self.get_import_fields():
            references = getattr(field.widget, "references", None)
            if references and field.column_name in rows[0]:
                texts = {row[field.column_name].strip() for row in rows}
                if isinstance(field, PartsField):
                    texts = {name for text in texts for name in field.names_in(text)}
                references.read(texts)
        first = self.fields[self.model.natural_fields[0]]
        values = {value for row in rows if (value := _read(first, row)) not in (None, "")}
        values = {getattr(value, "pk", value) for value in values}
        for part in parts(sorted(values)):
            found = self.get_queryset().filter(**{f"{self.model.natural_fields[0]}__in": part})
            for record in self._whole(found):
                self._stored[self._key_of(record)] = record
                for field in self._parts_fields():
                    field.set_value(record, field.stored(record))
        self._slugs = {key[0] for key in self._stored if isinstance(key[0], str)}

    def stored(self, keys: Iterable[int]) -> dict[int, RecordTable]:
        """Records as they stand, by their primary keys; a few queries for all of them."""
        found = (self.get_queryset().filter(pk__in=part) for part in parts(sorted(keys)))
        return {record.pk: record for records in found for record in self._whole(records)}

    def _whole(self, queryset):
        """With all that a row says of its record; what several refer to is one instance."""
        return queryset.prefetch_related(*self._foreign_keys(), *self._relations())

    def _columns(self) -> list[models.Field]:
        columns = self.model._meta.concrete_fields
        return [column for column in columns if column.name in self._meta.fields]

    def _foreign_keys(self) -> list[str]:
        """With what the names of their records are read from."""
        found = []
        for column in self._columns():
            if column.is_relation:
                named_by = NAMES[column.related_model._meta.label_lower][0]
                found.append("__".join([column.name, *named_by.split("__")[:-1]]))
        return found

    def _relations(self) -> list[str]:
        return [field.prefetch for field in self._parts_fields()]

    def _parts_fields(self) -> list[PartsField]:
        return [field for field in self.get_import_fields() if isinstance(field, PartsField)]

    def _key_of(self, record: RecordTable) -> tuple:
        columns = [self.model._meta.get_field(name) for name in self.model.natural_fields]
        return tuple(getattr(record, column.attname) for column in columns)

    def key(self, row: dict[str, str]) -> tuple:
        """What names the record of a row; None in it where that is wanting or unknown."""
        values = [_read(self.fields[name], row) for name in self.model.natural_fields]
        return tuple(getattr(value, "pk", value) for value in values)

    def get_or_init_instance(self, instance_loader, row):
        record = self._stored.get(self.key(row))
        return (copy(record), False) if record else (self.init_instance(row), True)

    def original(self, record: RecordTable) -> RecordTable | None:
        """As it stood when the rows were read ahead; None of a new one."""
        return record.pk and self._stored[self._key_of(record)]

    def init_instance(self, row=None):
        record = super().init_instance(row)
        for field in self._parts_fields():
            field.set_value(record, ())
        return record

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        for field in self.get_import_fields():
            if field.column_name in row:
                try:
                    field.save(instance, row)
                except ValueError as error:
                    errors[field.attribute] = ValidationError(str(error))
        self.complete(instance, row)
        if errors:
            raise ValidationError(errors)

    def complete(self, record: RecordTable, row: dict[str, str]) -> None:
        """What follows from what the row says: a new record's address, for one."""
        if getattr(record, "slug", None) == "":
            record.slug = slug_from(str(record), self._is_taken)
        if record.pk is None and hasattr(record, "slug"):
            self._slugs.add(record.slug)

    def _is_taken(self, slug: str) -> bool:
        if not self._knows_all_slugs:
            self._slugs |= set(self.model.objects.order_by().values_list("slug", flat=True))
            self._knows_all_slugs = True
        return slug in self._slugs

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or instance.pk is None:
            return False
        stored = self.original(instance)
        return all(
            field.get_value(instance) == field.get_value(stored)
            for field in self.get_import_fields()
        )

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Without a question to the database: what only it knows, it says when it is written."""
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, *self._unchecked(instance)})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        try:
            instance.clean()
        except ValidationError as error:
            said = error.update_error_dict({})
            errors |= {name: one for name, one in said.items() if name not in errors}
        if isinstance(instance, Curated) and instance.pk and not may_edit(self.user, instance):
            sentence = f"这条记录{instance.get_state_display()}，您不能修改。"
            errors.setdefault(NON_FIELD_ERRORS, []).append(ValidationError(sentence))
        if errors:
            raise ValidationError(errors)

    def _unchecked(self, record: RecordTable) -> set[str]:
        """What no cell says, and references, which have been found."""
        return {
            column.name
            for column in self.model._meta.concrete_fields
            if column.name not in self._meta.fields
            or (column.is_relation and getattr(record, column.attname) is not None)
        }

    def check_claims(self, record: RecordTable, row: dict[str, str]) -> list[tuple[str, str]]:
        """What a row claims of its record's state and version, where that is not so."""
        return [*self._check_state(record, row), *self._check_version(record, row)]

    def _check_state(self, record, row) -> Iterable[tuple[str, str]]:
        stated = row.get(STATE, "").strip()
        if stated and isinstance(record, Curated) and stated != (now := State(record.state).label):
            yield STATE, f"状态不由导入更改：现为“{now}”，不是“{stated}”。"

    def _check_version(self, record, row) -> Iterable[tuple[str, str]]:
        stated = row.get(VERSION, "").strip()
        if not stated:
            return
        if record.pk is None:
            yield VERSION, "这条记录已不存在。要新建，请把版本留空。"
        elif isinstance(record, Versioned) and stated != str(record.version):
            yield (
                VERSION,
                f"您导出的是第 {stated} 版，现在是第 {record.version} 版：请重新导出，再改。",
            )

    def names_of(self, record: RecordTable) -> Names:
        """By which its duplicates would be known, parts included."""
        names = []
        for lookup in self.model.known_by:
            relation, _, column = lookup.rpartition("__")
            if not relation:
                names.append(getattr(record, lookup))
            for field in self._parts_fields():
                if field.relation == relation:
                    at = field.columns.index(column)
                    names += [values[at] for values in field.get_value(record)]
        return Names.of(names, [getattr(record, name) for name in self.model.numbered_in])

    # Asking

    def ask(
        self, changes: Sequence[tuple[RecordTable, RecordTable | None]]
    ) -> list[list[Question]]:
        """Of each record, as it would be written and as it stands, what is asked first."""
        return [[] for _ in changes]

    def label_of(self, kind: str) -> str:
        """What is confirmed at once of all rows with a question of one kind."""
        raise NotImplementedError

    def accept(self, record: RecordTable, question: Question) -> None:
        """What else an answer changes."""

    def link(self, record: RecordTable, key: int) -> None:
        """An offer that was taken."""
        raise NotImplementedError

    # Writing

    def write(self, made: list[RecordTable], changed: list[RecordTable]) -> None:
        """In bulk, with listings and history; the database may yet refuse (IntegrityError)."""
        self.before_writing([*made, *changed])
        self.model.objects.bulk_create(made)
        columns = [*(column.name for column in self._columns()), *self.more_columns]
        if issubclass(self.model, Versioned):
            columns.append("version")
            for record in changed:
                record.version += 1
        self.model.objects.overwrite(changed, columns)
        for field in self._parts_fields():
            field.write(made, changed)
        count_changes([*made, *changed])
        self.after_writing([*made, *changed])

    def check(self, record: RecordTable) -> dict[str, list[str]]:
        """What the database would refuse of a record or its parts: sentences by attribute."""
        found: dict[str, list[str]] = {}
        try:
            record.full_clean()
        except ValidationError as error:
            found |= error.message_dict
        for field in self._parts_fields():
            if refused := field.check(record):
                found.setdefault(field.attribute, []).extend(refused)
        return found

    def check_together(self, records: Iterable[RecordTable]) -> Iterable[tuple[RecordTable, dict]]:
        """What is wrong with records, once all are written, that none of them shows by itself.

        Each with sentences by attribute, as `check` gives them.
        """
        written = {record.pk: record for record in records}
        for model in parts_of(self.model):
            if issubclass(model, Erratum):
                yield from _misplaced(model, written)
            if model.rests_on:
                yield from _unfounded(model, written)

    def before_writing(self, records: list[RecordTable]) -> None:
        """What `save` of a single record works out."""

    def after_writing(self, records: list[RecordTable]) -> None:
        """What follows from records for others."""

    # Exporting

    def export_rows(self, queryset) -> Iterable[list[str]]:
        """Some at a time: what a thousand records refer to is too much for a query of SQLite."""
        for part in parts(list(queryset.values_list("pk", flat=True))):
            found = self._whole(self.model.objects.filter(pk__in=part))
            records = {record.pk: record for record in found}
            yield from (self.export_row(records[key]) for key in part if key in records)

    def export_row(self, record: RecordTable) -> list[str]:
        cells = [field.export(record) for field in self.get_import_fields()]
        if isinstance(record, Curated):
            cells.append(record.get_state_display())
        if isinstance(record, Versioned):
            cells.append(str(record.version))
        return cells


def _misplaced(model: type[Erratum], records: dict[int, RecordTable]) -> Iterable[tuple]:
    """Records whose errata no longer stand in what they say."""
    for keys in parts(sorted(records)):
        for erratum in model.objects.filter(record__in=keys):
            erratum.record = records[erratum.record_id]
            try:
                erratum.clean()
            except ValidationError as error:
                said = [f"勘误“{erratum}”：{sentence}" for sentence in error.messages]
                yield erratum.record, {erratum.field: said}


def _unfounded(model: type[RecordTable], records: dict[int, RecordTable]) -> Iterable[tuple]:
    """Public records with parts that rest on what is not public."""
    public = [key for key, record in records.items() if getattr(record, "is_published", False)]
    for keys in parts(sorted(public)):
        rows = model.objects.filter(**{f"{model.part_of}__in": keys})
        for row in rows.select_related(*model.rests_on):
            try:
                expect_founded(row, public=True)
            except ValidationError as error:
                record = records[getattr(row, f"{model.part_of}_id")]
                yield record, {NON_FIELD_ERRORS: error.messages}


def _cell(column: models.Field) -> TextCell:
    if column.is_relation:
        label = column.related_model._meta.label_lower
        return ReferenceCell(References(column.related_model, NAMES[label]))
    if column.choices:
        return ChoiceCell(column.choices)
    if isinstance(column, models.IntegerField):
        return NumberCell()
    if isinstance(column, models.BooleanField):
        return YesNoCell()
    return TextCell(strip=column.name not in ("printed", "reading"))


def _read(field: Field, row: dict[str, str]) -> Any:
    try:
        return field.clean(row)
    except ValueError:
        return None
