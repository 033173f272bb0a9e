"""Two records that are one: what points to the one comes to point to the other.

The one that goes is deleted, its names go to the other, and its address leads there. All of
it is one change set, by which it is undone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import prefetch_related_objects

from portal.changes.recording import Kind, current, parts, together
from portal.curation.history.versions import count_changes, stood
from portal.curation.merging.placing import Places
from portal.models import Merger, Versioned
from portal.models.base import DERIVED, RecordTable, record_tables
from portal.models.curated import Curated


class MergeError(Exception):
    """A Chinese sentence: why two records are not merged, or no longer parted."""


@dataclass
class Merged:
    """What came to point to the kept record, and what had no place there and was deleted."""

    moved: list[RecordTable] = field(default_factory=list)
    lost: list[RecordTable] = field(default_factory=list)


def rehearse(kept: RecordTable, gone: RecordTable) -> Merged:
    """What a merger would do; nothing is written."""
    return _plan(_again(kept), _again(gone))


def merge(
    kept: RecordTable,
    gone: RecordTable,
    user: AbstractBaseUser,
    look: Callable[[Merged], None] = lambda merged: None,
) -> Merger:
    """Both as their curator has seen them: a MergeError if anybody has changed one since.

    `look` is shown, under the lock, what will be merged; what it raises stops the merger.
    """
    with together(Kind.MERGE, f"合并：“{gone}”并入“{kept}”。"):
        merger = Merger(
            table=kept._meta.label_lower,
            gone=gone.pk,
            gone_name=str(gone),
            kept=kept.pk,
            kept_name=str(kept),
            user=user,
            change_set=current(),
        )
        kept, gone = _again(kept), _again(gone)
        merged = _plan(kept, gone)
        look(merged)
        _write(merged, kept, gone)
        merger.save()
    return merger


def _again(seen: RecordTable) -> RecordTable:
    """As it is now; a MergeError if that is not what was seen."""
    record = type(seen).objects.filter(pk=seen.pk).first()
    if record is None or record.version != seen.version:
        raise MergeError(f"“{seen}”其间有人改过，没有合并。请再核对一遍。")
    return record


def _write(merged: Merged, kept: RecordTable, gone: RecordTable) -> None:
    _repoint([row for row in merged.moved if row is not kept])
    kept.version += 1
    kept.save()
    for model, rows in _by_model(merged.lost):
        for part in parts([row.pk for row in rows]):
            model.objects.filter(pk__in=part).delete()
    count_changes([*merged.moved, *merged.lost])
    names = _names(gone)
    gone.delete()
    kept.take_names(names)


def _repoint(moved: list[RecordTable]) -> None:
    """Parts, of which there may be thousands, in bulk; a record's own save has more to do."""
    for model, rows in _by_model(moved):
        for row in rows:
            if isinstance(row, Versioned):
                row.version += 1
            if not model.part_of:
                row.save()
        if model.part_of:
            columns = [one.name for one in model._meta.concrete_fields if not one.primary_key]
            model.objects.overwrite(rows, columns)


def _by_model(rows: list[RecordTable]) -> Iterator[tuple[type[RecordTable], list[RecordTable]]]:
    for model in dict.fromkeys(map(type, rows)):
        yield model, [row for row in rows if type(row) is model]


def _names(record: RecordTable) -> list[str]:
    direct = [lookup for lookup in record.known_by if "__" not in lookup]
    return [getattr(record, name) for name in direct if getattr(record, name)]


def _plan(kept: RecordTable, gone: RecordTable) -> Merged:
    """All that points to the one points to the other afterwards, in these instances only."""
    if kept.pk == gone.pk:
        raise MergeError("一条记录不能与自己合并。")
    if isinstance(gone, Curated) and gone.is_published and not kept.is_published:
        raise MergeError(f"“{gone}”已发布，“{kept}”{kept.get_state_display()}：请保留已发布的。")
    waiting = _pointing_to(gone, kept)
    places = Places(kept, gone)
    moved: dict[RecordTable, None] = {}
    # Again and again, as long as any row finds its place: one may wait for another.
    while waiting:
        placed, left = [], []
        for row, column in waiting:
            (placed if places.give(row, column) else left).append((row, column))
        moved |= dict.fromkeys(row for row, _ in placed)
        if not placed:
            break
        waiting = left
    _expect_losable(waiting, gone)
    lost = dict.fromkeys(row for row, _ in waiting)
    return Merged([row for row in moved if row not in lost], list(lost))


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


def _pointing_to(gone: RecordTable, kept: RecordTable) -> list[tuple[RecordTable, str]]:
    """Each row that refers to `gone`, with the column; what they refer to is read in bulk.

    A row that refers to another of them, or to `kept`, refers to that instance.
    """
    known: dict[RecordTable, RecordTable] = {kept: kept, gone: gone}
    found = []
    for relation in gone._meta.related_objects:
        if relation.one_to_many:
            column = relation.field.name
            rows = relation.related_model._base_manager.filter(**{column: gone}).order_by("pk")
            found += [(known.setdefault(row, row), column) for row in rows]
    for model, rows in _by_model(list(dict.fromkeys(row for row, _ in found))):
        columns = [one for one in model._meta.concrete_fields if one.is_relation]
        for row, column in product(rows, columns):
            key = getattr(row, column.attname)
            target = key and known.get(column.related_model(pk=key))
            if target:
                setattr(row, column.name, target)
        for part in parts(rows):
            prefetch_related_objects(part, *(column.name for column in columns))
    return found


# Parting them again


def part(merger: Merger) -> None:
    """All as it was before; a MergeError that names what has been changed since."""
    with together(Kind.UNDO, f"撤销合并：{merger}。") as change:
        merger.refresh_from_db()
        if merger.undone:
            raise MergeError("这次合并已经撤销。")
        # Those that others refer to stand before those that refer to them.
        touched = [(model, _keys(model, merger)) for model in record_tables()]
        _expect_untouched(touched, merger)
        for model, keys in touched:
            before = stood(model, keys, merger.change_set_id)
            for key in keys:
                _put_back(before.get(key), _now(model, key))
            count_changes(before.values())
        change.reverts(merger.change_set)


def _keys(model: type[RecordTable], merger: Merger) -> list[int]:
    """Of the rows that the merger changed; first those that it made, which stand in the way."""
    key = model._meta.pk.name
    rows = model.history.filter(change_set=merger.change_set_id).order_by("history_type", key)
    return list(dict.fromkeys(rows.values_list(key, flat=True)))


def _expect_untouched(touched: list, merger: Merger) -> None:
    later = []
    for model, keys in touched:
        was_left = stood(model, keys, merger.change_set_id, left=True)
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
