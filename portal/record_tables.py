"""What every table of records shares: natural keys, and a revision that each change renews.

Natural keys are how fixtures name a record, and how the loader finds it again.
"""

from functools import reduce
from typing import ClassVar

from django.db import models, transaction

from portal import revision


class RecordQuerySet(models.QuerySet):
    """Writes in bulk renew the revision, as a single record's save does."""

    def update(self, **changes):
        with transaction.atomic(using=self.db):
            changed = super().update(**changes)
            revision.renew()
        return changed

    def delete(self):
        with transaction.atomic(using=self.db):
            deleted = super().delete()
            revision.renew()
        return deleted

    def bulk_create(self, *args, **options):
        with transaction.atomic(using=self.db):
            created = super().bulk_create(*args, **options)
            revision.renew()
        return created

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

    def save(self, *args, **options):
        with transaction.atomic():
            super().save(*args, **options)
            revision.renew()

    def delete(self, *args, **options):
        with transaction.atomic():
            deleted = super().delete(*args, **options)
            revision.renew()
        return deleted

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
