"""Prefetches relations for bulk reads.

Django's `prefetch_related` clones a queryset for each instance, which takes longer than reading the
rows. After these functions `instance.relation.all()` is a list.
"""

from collections.abc import Iterable

from django.db import models


def attach(
    instances: Iterable[models.Model], relation: str, rows: models.QuerySet
) -> list[models.Model]:
    """Prefetch the rows that point to `instances`, in the order of `rows`; returns them."""
    by_key = {instance.pk: [] for instance in instances}
    if not by_key:
        return []
    column = next(iter(instances))._meta.get_field(relation).field
    found = list(rows.filter(**{f"{column.name}__any_of": by_key}))
    for row in found:
        by_key[getattr(row, column.attname)].append(row)
    for instance in instances:
        cache = instance.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[column.remote_field.cache_name] = by_key[instance.pk]
    return found


def attach_target(
    instances: Iterable[models.Model], name: str, targets: models.QuerySet
) -> list[models.Model]:
    """Prefetch the targets of a foreign key; it is None where `targets` lacks its target."""
    column = next(iter(instances))._meta.get_field(name) if instances else None
    keys = {getattr(instance, column.attname) for instance in instances} - {None}
    found = targets.in_bulk(keys) if keys else {}
    for instance in instances:
        instance._state.fields_cache[name] = found.get(getattr(instance, column.attname))
    return list(found.values())
