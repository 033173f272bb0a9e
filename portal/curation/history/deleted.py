"""Lists deleted records from the history, and brings them back.

With a record, the rows that were deleted with it (such as bodies and errata) and the emptied
links to it are restored. A merged record comes back by undoing the merger instead.
"""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import CASCADE, SET_NULL, Exists, OuterRef, QuerySet

from portal.changes.recording import Kind, together
from portal.curation.history.versions import (
    expect_sound,
    from_history,
    name_of,
    rows_before,
)
from portal.models import Merger, Versioned
from portal.models.base import DERIVED, RecordTable, record_tables
from portal.models.history import DELETED


def deletions(model: type[RecordTable]) -> QuerySet:
    """The history rows of deletions of records that do not exist now, newest first."""
    rows = model.history.filter(history_type=DELETED).select_related("change_set__user")
    later = model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    return rows.filter(~Exists(later))


def merged(model: type[RecordTable], key: int) -> Merger | None:
    """The merger of a record into another, if any."""
    mergers = Merger.objects.filter(table=model._meta.label_lower, change_set__reverted_by=None)
    return mergers.filter(gone=key).first()


def bring_back(row) -> tuple[RecordTable, list[RecordTable]]:
    """Store the record of a deletion again; returns it, and the rows that cannot be restored.

    Raises ValidationError if it exists or was merged, if a record that it or a part of it refers
    to was deleted, or if another record has its slug or name.
    """
    record = from_history(row)
    model = type(record)
    with together(Kind.UNDO, f"恢复已删除的{model._meta.verbose_name}。"):
        if not deletions(model).filter(history_id=row.history_id).exists():
            raise ValidationError(f"“{record}”已经恢复，或后来又有变化。")
        if merger := merged(model, record.pk):
            raise ValidationError(f"{merger}：请在保留的一条的历史里撤销合并。")
        _insert(record)
        for other, column in _referring(model, SET_NULL):
            _link_again(record.pk, row.change_set_id, other, column)
        left = []
        for part, column in _referring(model, CASCADE):
            deleted = part.history.filter(change_set=row.change_set_id, history_type=DELETED)
            deleted = deleted.filter(**{column: record.pk}).order_by("history_id")
            for gone in map(from_history, deleted):
                if part.part_of == column or not _lost(gone):
                    _insert(gone)
                else:
                    left.append(gone)
        expect_sound(record)
    return model.objects.get(pk=record.pk), left


def _referring(model: type[RecordTable], on_delete) -> Iterator[tuple[type[RecordTable], str]]:
    """(model, column) of the foreign keys to `model` with this `on_delete`."""
    for other in record_tables():
        for column in other._meta.concrete_fields:
            target = column.remote_field
            if target and column.related_model is model and target.on_delete is on_delete:
                yield other, column.name


def _insert(record: RecordTable) -> None:
    if lost := _lost(record):
        raise ValidationError(f"“{name_of(record)}”原来的{lost}已经删除：请先恢复它。")
    if isinstance(record, Versioned):
        record.version += 1
    record.full_clean(exclude=DERIVED)
    record.save(force_insert=True)


def _lost(record: RecordTable) -> str:
    """The name of a foreign key whose target was deleted, or ""."""
    for column in (one for one in record._meta.concrete_fields if one.is_relation):
        key = getattr(record, column.attname)
        if key is not None and not column.related_model._base_manager.filter(pk=key).exists():
            return str(column.verbose_name)
    return ""


def _link_again(key: int, change_set: int, other: type[RecordTable], column: str) -> None:
    """Restore foreign keys that the deletion emptied, if they are still empty."""
    keys = other.history.filter(change_set=change_set).values_list("id", flat=True)
    before = rows_before(other, set(keys), change_set)
    linked = [one.pk for one in before.values() if getattr(one, f"{column}_id") == key]
    for record in other.objects.filter(pk__in=linked, **{f"{column}__isnull": True}):
        setattr(record, f"{column}_id", key)
        if isinstance(record, Versioned):
            record.version += 1
        record.save()
