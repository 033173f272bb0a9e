"""The base of all tables of records: natural keys, history, and an up-to-date index.

Fixtures and the loader identify records by natural keys. Every way of changing a row writes its
history and updates the index in the same transaction.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import NotSupportedError, models

from portal.changes.recording import changing, moment, together
from portal.models.foundations import expect_founded
from portal.models.history import CHANGED, CREATED, History, InChangeSet, write_history
from portal.models.soon import write_on
from portal.models.timestamps import TIMESTAMPS, Timestamped
from portal.text.characters import why_refused

# Columns that are computed from others, maybe of other records.
DERIVED = {
    *("timeline_start", "timeline_end", "timeline_precision", "timeline_qualifier"),
    *("line_start", "line_end", "pinyin", *TIMESTAMPS),
}


class RecordQuerySet(models.QuerySet):
    """Bulk writes update history, index and revision just as saving one record does."""

    def update(self, **changes):
        with together():
            keys = self._keys()
            if changes.keys() <= DERIVED:
                with changing(self.model, keys):
                    return super().update(**changes)
            # Nothing is derived from the number of a version.
            is_read = changes.keys() != {"version"}
            if issubclass(self.model, Timestamped):
                changes["modified_at"] = moment()  # so that it is not a second UPDATE
            with self.model.changing(keys) if is_read else changing(self.model, []):
                number = super().update(**changes)
                write_history(self.model, keys, CHANGED)
        return number

    def delete(self):
        with together(), self.model.changing(self._keys()):
            return super().delete()

    def bulk_create(self, *args, **options):
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise NotSupportedError("The database does not say which records this writes.")
        rows: list[int | None] = []
        with self.model.changing(rows):
            created = super().bulk_create(*args, **options)
            rows += [record.pk for record in created]
            write_history(self.model, rows, CREATED)
        return created

    def write(self, made: list, changed: list) -> None:
        """Write whole records in bulk, with everything that their `save` would do.

        The `changed` ones have been read under the lock, and have a new version number.
        """
        for record in (*made, *changed):
            record.derive()
        for record in changed:
            if hasattr(record, "version"):
                record.version += 1
        with together():
            self.bulk_create(made)
            self.overwrite(changed)

    def overwrite(self, records) -> None:
        """Update whole records that have been read under the lock, so that all still exist.

        One statement with VALUES for many rows, because `bulk_update` builds expressions.
        """
        records = list(records)
        for record in records:
            record.modified_at = moment()  # nothing to a table without such a column
        keys = [record.pk for record in records]
        columns = [one.name for one in self.model._meta.concrete_fields if not one.primary_key]
        key = self.model._meta.pk.name
        with self.model.changing(keys):
            super().bulk_create(
                records, update_conflicts=True, unique_fields=[key], update_fields=columns
            )
            write_history(self.model, keys, CHANGED)

    def _keys(self) -> list[int]:
        return list(self.order_by().values_list("pk", flat=True))

    update.alters_data = delete.alters_data = True
    bulk_create.alters_data = overwrite.alters_data = write.alters_data = True
    delete.queryset_only = True


class RecordManager(models.Manager.from_queryset(RecordQuerySet)):
    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_lookups(), values, strict=True)))


class RecordTable(models.Model):
    """A record with a natural key: `natural_fields`, with the natural keys of foreign keys.

    A model whose rows are parts of a record, such as errata, names the foreign key to it in
    `part_of`.
    """

    natural_fields: ClassVar[tuple[str, ...]] = ("slug",)
    part_of: ClassVar[str] = ""
    # Relations to records that count as modified when this one is.
    moves: ClassVar[tuple[str, ...]] = ()
    # Those of `natural_fields` that a curator may correct without making it another part.
    correctable: ClassVar[tuple[str, ...]] = ()
    # Fields by which duplicates are found: names, texts with document numbers, own numbers.
    known_by: ClassVar[tuple[str, ...]] = ()
    numbered_in: ClassVar[tuple[str, ...]] = ()
    own_numbers: ClassVar[tuple[str, ...]] = ()
    # Lookups of the names by which spreadsheets refer to it, main name first.
    reference_names: ClassVar[tuple[str, ...]] = ()
    # Foreign keys to foundations, which must be public if this is, e.g. a record's source.
    rests_on: ClassVar[tuple[str, ...]] = ()

    objects = RecordManager()
    history = History(
        inherit=True,
        bases=[InChangeSet],
        excluded_fields=sorted(DERIVED),
        history_change_reason_field=models.TextField(blank=True),
    )

    class Meta:
        abstract = True
        # Also of `policy.milestones.add(…)`, which writes past the usual manager.
        base_manager_name = "objects"

    def save(self, *args, **options):
        self.derive()
        with self.changing(rows := [self.pk]):
            super().save(*args, **options)
            rows[:] = [self.pk]

    def delete(self, *args, **options):
        with self.changing([self.pk]):
            return super().delete(*args, **options)

    @classmethod
    def from_db(cls, *args):
        row = super().from_db(*args)
        write_on(row)
        return row

    @classmethod
    @contextmanager
    def changing(cls, keys: list[int | None]) -> Iterator[None]:
        """Around a change of the rows with these primary keys (see `recording.changing`)."""
        with changing(cls, keys), cls.settling(keys):
            yield

    def _get_FIELD_display(self, field):  # noqa: N802
        """Overrides Django's, which hashes all labels on each call: a tenth of a list's page."""
        value = getattr(self, field.attname)
        label = dict(field.flatchoices).get(value, value)
        return label if label is None else str(label)

    def clean_fields(self, exclude=None):
        """Also refuses invisible characters, and line breaks in one-line texts."""
        errors: dict = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, sentence in self._unprintable():
            if name not in errors and name not in (exclude or ()):
                errors[name] = [ValidationError(sentence)]
        if errors:
            raise ValidationError(errors)

    def _unprintable(self) -> Iterator[tuple[str, str]]:
        for column in self._meta.concrete_fields:
            text = getattr(self, column.attname)
            if isinstance(text, str):
                is_one_line = isinstance(column, models.CharField)
                if sentence := why_refused(text, is_one_line=is_one_line):
                    yield column.name, sentence

    def clean(self):
        """Also expects that a public record, or a part of one, rests on public records only."""
        super().clean()
        owner = getattr(self, self.part_of, None) if self.part_of else self
        expect_founded(self, public=getattr(owner, "is_published", False))

    def unique_error_message(self, model_class, unique_check):
        """Names the value: 已有地址标识为“beijing”的省级行政区。"""
        columns = [self._meta.get_field(name) for name in unique_check]
        values = "、".join(f"{one.verbose_name}为“{self._shown(one)}”" for one in columns)
        return ValidationError(f"已有{values}的{self._meta.verbose_name}。", code="unique")

    def _shown(self, column: models.Field) -> str:
        value = getattr(self, column.name)
        return str(dict(column.flatchoices or ()).get(value, value))

    def derive(self) -> None:
        """Compute the columns in `DERIVED` that depend on the record's other columns."""

    @classmethod
    @contextmanager
    def settling(cls, keys: list[int | None]) -> Iterator[None]:
        """Hook around a change: updates what depends on the rows before or after it."""
        yield

    @classmethod
    def refused_together(
        cls, rows: Iterable["RecordTable"]
    ) -> Iterable[tuple["RecordTable", ValidationError]]:
        """Hook: rows of this table that are invalid only together with the others.

        `rows` of all tables, with their foreign keys, are to be written at once.
        """
        return ()

    @classmethod
    def owner_model(cls) -> type["RecordTable"] | None:
        """The model of the records that the rows are parts of, if they are."""
        return cls._meta.get_field(cls.part_of).related_model if cls.part_of else None

    def take_names(self, names: list[str]) -> None:
        """Hook: take over the names of a record that was merged into this one."""

    def why_not_merged_with(self, gone: "RecordTable") -> str:
        """Hook: a Chinese sentence if `gone` cannot be merged into this record."""
        return ""

    @classmethod
    def natural_lookups(cls) -> list[str]:
        """`natural_fields` spelled out: ("record", "printed") → record__slug, printed."""
        lookups = []
        for name in cls.natural_fields:
            target = cls._meta.get_field(name).related_model
            nested = target.natural_lookups() if target else []
            lookups += [f"{name}__{lookup}" for lookup in nested] or [name]
        return lookups

    def natural_key(self):
        """With None for what an empty foreign key would lead to."""
        return tuple(reduce(_follow, lookup.split("__"), self) for lookup in self.natural_lookups())


def _follow(row: models.Model | None, name: str):
    return None if row is None else getattr(row, name)


def record_tables() -> list[type[RecordTable]]:
    """All models of records, targets of foreign keys before the models that refer to them."""
    return [model for model in apps.get_models() if issubclass(model, RecordTable)]


def parts_of(model: type[models.Model]) -> list[type[RecordTable]]:
    """The models whose rows are parts of `model`'s records."""
    return [part for part in record_tables() if part.owner_model() is model]


def by_model(rows: Iterable[RecordTable]) -> dict[type[RecordTable], list[RecordTable]]:
    of_model: dict[type[RecordTable], list[RecordTable]] = {}
    for row in rows:
        of_model.setdefault(type(row), []).append(row)
    return of_model
