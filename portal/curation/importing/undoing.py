"""Undoes the import of a file by reverting its change set (`portal.curation.history.revert`)."""

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from portal.curation.history.revert import MOST_NAMED, RevertError, named, revert
from portal.models import ImportBatch
from portal.models.base import RecordTable, parts_of


def undo(batch: ImportBatch, user: AbstractBaseUser | None) -> int:
    """Undo all or nothing; returns the number of records, or raises RevertError.

    Checks the current permissions of `user`; None has all.
    """
    model = apps.get_model(batch.table)
    keys: set[int] = set()

    def look() -> None:
        batch.refresh_from_db()
        if batch.change_set is None or batch.undone:
            raise RevertError("这一批没有导入，或已经撤销。")
        keys.update(_touched(model, change_set=batch.change_set_id))
        # A file contains whole records, so later changes of their parts count as well.
        later = keys & _touched(model, change_set__gt=batch.change_set_id)
        if later:
            raise RevertError(f"导入之后又改过，没有撤销：{_named_by_key(model, later)}。")

    look()
    revert(batch.change_set, f"撤销导入“{batch.file_name}”。", about=model, user=user, look=look)
    return len(keys)


def records_of(batch: ImportBatch, model: type[RecordTable]) -> QuerySet:
    """The records that the batch created or changed and that still exist."""
    when = {"change_set": batch.change_set_id}
    touched = Q(pk__in=model.history.filter(**when).values(model._meta.pk.name))
    for part in parts_of(model):
        touched |= Q(pk__in=part.history.filter(**when).values(part.part_of))
    return model.objects.filter(touched).order_by("pk")


def _touched(model: type[RecordTable], **when) -> set[int]:
    """Primary keys of the records that were changed, or whose parts were changed."""
    keys = set(model.history.filter(**when).values_list(model._meta.pk.name, flat=True))
    for part in parts_of(model):
        keys |= set(part.history.filter(**when).values_list(f"{part.part_of}_id", flat=True))
    return keys


def _named_by_key(model: type[RecordTable], keys: set[int]) -> str:
    shown = model.objects.in_bulk(sorted(keys)[:MOST_NAMED])
    return named([str(shown.get(key, f"已删除，编号 {key}")) for key in sorted(keys)])
