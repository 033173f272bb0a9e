"""Two records that are one: what points to the one comes to point to the other.

The one that goes is deleted, its names go to the other, and its address leads there. All of
it bears one moment in the histories, by which it is undone.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from portal.changes.recording import moment, together
from portal.curation.history.versions import count_changes, stood
from portal.models import Merger, Versioned
from portal.models.base import DERIVED, RecordTable, because, record_tables
from portal.models.curated import Curated


class MergeError(Exception):
    """A Chinese sentence: why two records are not merged, or no longer parted."""


@dataclass
class Merged:
    """What came to point to the kept record, and what had no place there and was deleted."""

    moved: list[RecordTable] = field(default_factory=list)
    lost: list[RecordTable] = field(default_factory=list)


def rehearse(kept: RecordTable, gone: RecordTable) -> Merged:
    """What a merger would do; nothing is changed."""
    with transaction.atomic():
        with together():
            merged = _merge(_again(kept), _again(gone))
        transaction.set_rollback(True)
    return merged


def merge(kept: RecordTable, gone: RecordTable, user: AbstractBaseUser) -> Merger:
    """Both as their curator has seen them: a MergeError if anybody has changed one since."""
    with together(), because(f"合并：“{gone}”并入“{kept}”。"):
        merger = Merger(
            table=kept._meta.label_lower,
            gone=gone.pk,
            gone_name=str(gone),
            kept=kept.pk,
            kept_name=str(kept),
            user=user,
            moment=moment(),
        )
        _merge(_again(kept), _again(gone))
        merger.save()
    return merger


def _again(seen: RecordTable) -> RecordTable:
    """As it is now, locked; a MergeError if that is not what was seen."""
    record = type(seen).objects.filter(pk=seen.pk).first()
    if record is None or record.version != seen.version:
        raise MergeError(f"“{seen}”其间有人改过，没有合并。请再核对一遍。")
    return record


def _merge(kept: RecordTable, gone: RecordTable) -> Merged:
    if kept.pk == gone.pk:
        raise MergeError("一条记录不能与自己合并。")
    if isinstance(gone, Curated) and gone.is_published and not kept.is_published:
        raise MergeError(f"“{gone}”已发布，“{kept}”{kept.get_state_display()}：请保留已发布的。")
    merged = Merged()
    _move(kept, gone, merged)
    kept.version += 1
    kept.save()
    for row in merged.lost:
        copy(row).delete()  # which takes the key from what it deletes
    count_changes([*merged.moved, *merged.lost])
    names = _names(gone)
    gone.delete()
    kept.take_names(names)
    return merged


def _names(record: RecordTable) -> list[str]:
    direct = [lookup for lookup in record.known_by if "__" not in lookup]
    return [getattr(record, name) for name in direct if getattr(record, name)]


def _move(kept: RecordTable, gone: RecordTable, merged: Merged) -> None:
    """Again and again, as long as any row finds its place: one may wait for another."""
    waiting = list(_pointing_to(gone))
    while waiting:
        left = [(row, column) for row, column in waiting if not _place(row, column, kept, gone)]
        merged.moved += [row for row, column in waiting if (row, column) not in left]
        if len(left) == len(waiting):
            _expect_losable(left, gone)
            merged.lost = [row for row, _ in left]
            return
        waiting = [(type(row).objects.get(pk=row.pk), column) for row, column in left]


def _pointing_to(record: RecordTable) -> Iterator[tuple[RecordTable, str]]:
    for relation in record._meta.related_objects:
        if relation.one_to_many:
            column = relation.field.name
            rows = relation.related_model._base_manager.filter(**{column: record}).order_by("pk")
            yield from ((row, column) for row in rows)


def _expect_losable(left: list[tuple[RecordTable, str]], gone: RecordTable) -> None:
    """Parts that the kept record has already, and what is nothing without the one that goes."""
    others = [
        row
        for row, column in left
        if not row.part_of and row._meta.get_field(column).remote_field.on_delete != models.CASCADE
    ]
    if others:
        named = "、".join(f"“{row}”" for row in others)
        raise MergeError(f"没有合并：{named}离不开“{gone}”。")


def _place(row: RecordTable, column: str, kept: RecordTable, gone: RecordTable) -> bool:
    """Whether the row may point to the kept record; then it does."""
    if row == kept:
        # What stood below the one that goes comes to stand where that stood.
        setattr(kept, column, getattr(gone, column))
        return True
    setattr(row, column, kept)
    try:
        row.full_clean()
    except ValidationError:
        setattr(row, column, gone)
        return False
    if isinstance(row, Versioned):
        row.version += 1
    row.save()
    return True


# Parting them again


def part(merger: Merger) -> None:
    """All as it was before; a MergeError that names what has been changed since."""
    with together(), because(f"撤销合并：{merger}。"):
        merger.refresh_from_db()
        if merger.undone:
            raise MergeError("这次合并已经撤销。")
        # Those that others refer to stand before those that refer to them.
        touched = [(model, _keys(model, merger)) for model in record_tables()]
        _expect_untouched(touched, merger)
        for model, keys in touched:
            before = stood(model, keys, merger.moment)
            for key in keys:
                _put_back(before.get(key), _now(model, key))
            count_changes(before.values())
        merger.undone = timezone.now()
        merger.save()


def _keys(model: type[RecordTable], merger: Merger) -> list[int]:
    """Of the rows that the merger changed; first those that it made, which stand in the way."""
    key = model._meta.pk.name
    rows = model.history.filter(history_date=merger.moment).order_by("history_type", key)
    return list(dict.fromkeys(rows.values_list(key, flat=True)))


def _expect_untouched(touched: list, merger: Merger) -> None:
    later = []
    for model, keys in touched:
        was_left = stood(model, keys, merger.moment, left=True)
        for key in keys:
            left, now = was_left.get(key), _now(model, key)
            if _values(left) != _values(now):
                later.append(_name(now or left))
    if later:
        named = "、".join(f"“{name}”" for name in sorted(set(later)))
        raise MergeError(f"合并之后又改过，没有撤销：{named}。")


def _name(record: RecordTable) -> str:
    try:
        return str(record)
    except ObjectDoesNotExist:  # what it is named by has been deleted since
        return f"{record._meta.verbose_name} {record.pk}"


def _now(model: type[RecordTable], key: int) -> RecordTable | None:
    return model._base_manager.filter(pk=key).first()


def _values(record: RecordTable | None) -> dict | None:
    kept = DERIVED | {"version"}
    columns = (
        [one for one in record._meta.concrete_fields if one.name not in kept] if record else []
    )
    return {one.attname: getattr(record, one.attname) for one in columns}


def _put_back(before: RecordTable | None, now: RecordTable | None) -> None:
    """As it was before the merger: gone, there again, or otherwise."""
    if before is None:
        now.delete()
        return
    _expect_referred(before)
    if isinstance(before, Versioned):
        before.version = (now or before).version + 1
    try:
        with transaction.atomic():
            before.save(force_insert=now is None, force_update=now is not None)
    except IntegrityError as error:
        raise MergeError(f"“{before}”的名称或地址已被别的记录占用，没有撤销。") from error


def _expect_referred(row: RecordTable) -> None:
    for column in row._meta.concrete_fields:
        key = getattr(row, column.attname)
        if key is None or not column.is_relation:
            continue
        if not column.related_model._base_manager.filter(pk=key).exists():
            raise MergeError(f"“{_name(row)}”原来的{column.verbose_name}已经删除，没有撤销。")
