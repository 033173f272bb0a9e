"""What every table of records shares: natural keys, and listings that each change keeps current.

Natural keys are how fixtures name a record, and how the loader finds it again.
"""

from functools import reduce
from typing import ClassVar

from django.db import NotSupportedError, models

from portal.listings.keeping import changing, together, touched_by


class RecordQuerySet(models.QuerySet):
    """Writes in bulk keep the listings current and renew the revision, as a single save does."""

    def update(self, **changes):
        with together(), changing(self.model, self._keys()):
            return super().update(**changes)

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
        return created

    def _keys(self) -> list[int]:
        return list(self.order_by().values_list("pk", flat=True))

    update.alters_data = delete.alters_data = bulk_create.alters_data = True
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

    objects = RecordManager()

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


# A fixture's rows are saved past the model's own methods.


def before_fixture_row(sender, instance, raw=False, **kwargs) -> None:
    """Receives pre_save: what the row has to do with until now, it may leave."""
    if raw and issubclass(sender, RecordTable):
        instance.left = touched_by(sender, [instance.pk])


def after_fixture_row(sender, instance, raw=False, **kwargs) -> None:
    """Receives post_save."""
    if raw and issubclass(sender, RecordTable):
        with together() as change:
            change.add(instance.left)
            change.touch(sender, [instance.pk])
