"""Natural keys: how fixtures name a record, and how the loader finds it again."""

from functools import reduce
from typing import ClassVar

from django.db import models


class NaturalKeyManager(models.Manager):
    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_lookups(), values, strict=True)))


class NaturallyKeyed(models.Model):
    """A model known by `natural_fields`; a foreign key stands for its target's own key.

    A model that is a part of another, as an erratum is of its record, names the
    foreign key to it in `part_of`.
    """

    natural_fields: ClassVar[tuple[str, ...]] = ("slug",)
    part_of: ClassVar[str] = ""

    objects = NaturalKeyManager()

    class Meta:
        abstract = True

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
