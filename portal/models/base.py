"""What every table of records shares: natural keys, history, and listings kept current.

Natural keys are how fixtures name a record, and how the loader finds it again. Every path
that changes a row writes its history, in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from typing import ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import NotSupportedError, models

from portal.changes.recording import changing, together, touched_by
from portal.models.history import CHANGED, CREATED, History, InChangeSet, write_history
from portal.models.timestamps import TIMESTAMPS
from portal.text.characters import why_refused

# Worked out from other columns, of other records too: nobody's decision.
DERIVED = {"timeline_start", "timeline_end", "timeline_precision", "pinyin", *TIMESTAMPS}


class RecordQuerySet(models.QuerySet):
    """Writes in bulk keep the listings current and renew the revision, as a single save does."""

    def update(self, **changes):
        with together(), changing(self.model, keys := self._keys()):
            number = super().update(**changes)
            if not changes.keys() <= DERIVED:
                write_history(self.model, keys, CHANGED)
        return number

    def delete(self):
        with together(), changing(self.model, self._keys()):
            return super().delete()

    def bulk_create(self, *args, **options):
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise NotSupportedError("Which records that writes, the database does not say.")
        rows: list[int | None] = []
        with changing(self.model, rows):
            created = super().bulk_create(*args, **options)
            rows += [record.pk for record in created]
            write_history(self.model, rows, CREATED)
        return created

    def write(self, made: list, changed: list) -> None:
        """Whole records in bulk, with all that their own `save` would do.

        Each of `changed` has been read under the lock, and is one version further.
        """
        for record in (*made, *changed):
            record.derive()
        for record in changed:
            if hasattr(record, "version"):
                record.version += 1
        keys = [record.pk for record in changed]
        with together(), self.model.settling(keys):
            keys += [record.pk for record in self.bulk_create(made)]
            self.overwrite(changed)

    def overwrite(self, records) -> None:
        """Whole records that have been read under the lock, so that none of them is gone since.

        In one statement for many, as values: `bulk_update` builds an expression of each value.
        """
        records = list(records)
        keys = [record.pk for record in records]
        columns = [one.name for one in self.model._meta.concrete_fields if not one.primary_key]
        key = self.model._meta.pk.name
        with together(), changing(self.model, keys):
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
    """A table of records known by `natural_fields`; a foreign key stands for its target's own key.

    A model that is a part of another, as an erratum is of its record, names the
    foreign key to it in `part_of`.
    """

    natural_fields: ClassVar[tuple[str, ...]] = ("slug",)
    part_of: ClassVar[str] = ""
    # Relations to other records that count as modified when this one is.
    moves: ClassVar[tuple[str, ...]] = ()
    # Of `natural_fields`, what a curator corrects in a part, which stays the same part.
    correctable: ClassVar[tuple[str, ...]] = ()
    # By which curators would know it again, in two records of one: names, texts with its number.
    known_by: ClassVar[tuple[str, ...]] = ()
    numbered_in: ClassVar[tuple[str, ...]] = ()
    # Where the names stand by which people refer to it, its main name first.
    reference_names: ClassVar[tuple[str, ...]] = ()
    # Foreign keys to what has to be public where this is: a record's source, a body's part.
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
        rows = [self.pk]
        with changing(type(self), rows):
            super().save(*args, **options)
            rows[:] = [self.pk]

    def delete(self, *args, **options):
        with changing(type(self), [self.pk]):
            return super().delete(*args, **options)

    def clean_fields(self, exclude=None):
        """Also refuses characters that nobody sees, and breaks in texts of one line."""
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

    def unique_error_message(self, model_class, unique_check):
        """Names the value: 已有地址标识为“beijing”的省级行政区。"""
        columns = [self._meta.get_field(name) for name in unique_check]
        said = "、".join(f"{one.verbose_name}为“{self._shown(one)}”" for one in columns)
        return ValidationError(f"已有{said}的{self._meta.verbose_name}。", code="unique")

    def _shown(self, column: models.Field) -> str:
        value = getattr(self, column.name)
        return str(dict(column.flatchoices or ()).get(value, value))

    def derive(self) -> None:
        """Works out the columns that follow from its others."""

    @classmethod
    def settle(cls, records: models.QuerySet) -> None:
        """What follows for others from records that were written past their own `save`."""

    @classmethod
    @contextmanager
    def settling(cls, keys: list[int]) -> Iterator[None]:
        """Around writing such records: what follows from what they were, too.

        Keys that are known only afterwards may be put into `keys` meanwhile.
        """
        yield

    def take_names(self, names: list[str]) -> None:
        """Of a record that has gone into this one: where it can, it keeps them."""

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
        return tuple(reduce(getattr, lookup.split("__"), self) for lookup in self.natural_lookups())


def record_tables() -> list[type[RecordTable]]:
    """Those that others refer to before those that refer to them."""
    return [model for model in apps.get_models() if issubclass(model, RecordTable)]


# A fixture's rows are saved past the model's own methods.


def before_fixture_row(sender, instance, raw=False, **kwargs) -> None:
    """Receives pre_save: what the row has to do with until now, it may leave."""
    if raw and issubclass(sender, RecordTable):
        for name, sentence in instance._unprintable():
            raise ValidationError({name: sentence})
        instance.left = touched_by(sender, [instance.pk])


def after_fixture_row(sender, instance, created, raw=False, **kwargs) -> None:
    """Receives post_save."""
    if raw and issubclass(sender, RecordTable):
        with together() as change:
            change.add(instance.left)
            change.touch(sender, [instance.pk])
            write_history(sender, [instance.pk], CREATED if created else CHANGED)
