"""Merges a duplicate record (`gone`) into another one (`kept`).

All references to `gone` are changed to `kept`, which also gets its names; then `gone` is
deleted, and its address redirects. All this is one change set, which can be reverted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import prefetch_related_objects

from portal.changes import revision
from portal.changes.recording import Kind, current, parts, together
from portal.curation.history.versions import raise_versions
from portal.curation.merging.placing import Places
from portal.curation.workflow.steps import Steps, finish
from portal.index import ahead
from portal.models import Merger
from portal.models.base import RecordTable, by_model
from portal.models.curated import Curated


class MergeError(Exception):
    """A Chinese sentence that says why two records cannot be merged."""


@dataclass
class Merged:
    """Rows that now refer to `kept` (`moved`), and rows that had to be deleted (`lost`)."""

    moved: list[RecordTable] = field(default_factory=list)
    lost: list[RecordTable] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.moved) + len(self.lost)


def rehearse(kept: RecordTable, gone: RecordTable) -> Merged:
    """What a merger would do, without writing."""
    return _plan(_reload(kept), _reload(gone))


def merge(*args, **options) -> Merger:
    return finish(merging(*args, **options))


def merging(
    kept: RecordTable,
    gone: RecordTable,
    user: AbstractBaseUser,
    look: Callable[[Merged], None] = lambda merged: None,
) -> Steps[Merger]:
    """Merge the records; raises MergeError if one has changed since the curator saw it.

    `look` is called with the plan, and may raise to stop the merger. The first step has looked,
    and yields how many rows will be changed; nothing is written before the last one.
    """

    def plan() -> tuple[str, RecordTable, RecordTable, Merged]:
        token, *both = revision.current(), _reload(kept), _reload(gone)
        kept.derive()  # which loads its dictionaries
        merged = _plan(*both)
        look(merged)
        return token, *both, merged

    # Planned before the lock, and again under it if anything has changed meanwhile.
    token, *planned = plan()
    merged = planned[-1]
    yield merged.number
    documents: ahead.Ahead = {}
    for some in ahead.read_changed(merged.moved, [*merged.lost, gone]):
        documents |= some
        yield min(len(documents), merged.number)
    with ahead.used(documents), together(Kind.MERGE, f"合并：“{gone}”并入“{kept}”。"):
        if token != revision.current():
            token, *planned = plan()
            documents.clear()
        merger = Merger(
            table=kept._meta.label_lower,
            gone=gone.pk,
            gone_name=str(gone),
            kept=kept.pk,
            kept_name=str(kept),
            user=user,
            change_set=current(),
        )
        _write(*planned)
        merger.save()
    return merger


def _reload(seen: RecordTable) -> RecordTable:
    """The current record; raises MergeError if its version differs from `seen`."""
    record = type(seen).objects.filter(pk=seen.pk).first()
    if record is None or record.version != seen.version:
        raise MergeError(f"“{seen}”其间有人改过，没有合并。请再核对一遍。")
    return record


def _write(kept: RecordTable, gone: RecordTable, merged: Merged) -> None:
    for model, rows in by_model(row for row in merged.moved if row is not kept).items():
        model.objects.write([], rows)
    kept.version += 1
    kept.save()
    for model, rows in by_model(merged.lost).items():
        for part in parts([row.pk for row in rows]):
            model.objects.filter(pk__in=part).delete()
    raise_versions([*merged.moved, *merged.lost])
    names = _names(gone)
    gone.delete()
    kept.take_names(names)


def _names(record: RecordTable) -> list[str]:
    direct = [lookup for lookup in record.known_by if "__" not in lookup]
    return [getattr(record, name) for name in direct if getattr(record, name)]


def _plan(kept: RecordTable, gone: RecordTable) -> Merged:
    """Make everything that refers to `gone` refer to `kept`, in these instances only."""
    if kept.pk == gone.pk:
        raise MergeError("一条记录不能与自己合并。")
    if isinstance(gone, Curated) and gone.is_published and not kept.is_published:
        raise MergeError(f"“{gone}”已发布，“{kept}”{kept.get_state_display()}：请保留已发布的。")
    if said := kept.why_not_merged_with(gone):
        raise MergeError(f"没有合并：{said}")
    waiting = _pointing_to(gone, kept)
    places = Places(kept, gone)
    moved: dict[RecordTable, None] = {}
    # Repeated while rows can be moved, because one row may have to wait for another.
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
    """Only parts that `kept` has already, and rows that depend on `gone`, may be deleted."""
    others = [
        row
        for row, column in left
        if not row.part_of and row._meta.get_field(column).remote_field.on_delete != models.CASCADE
    ]
    if others:
        named = "、".join(f"“{row}”" for row in others)
        raise MergeError(f"没有合并：{named}离不开“{gone}”。")


def _pointing_to(gone: RecordTable, kept: RecordTable) -> list[tuple[RecordTable, str]]:
    """(row, column) of all rows that refer to `gone`; their foreign keys are prefetched.

    Foreign keys to one of these rows or to `kept` are that same instance.
    """
    known = {(type(one), one.pk): one for one in (kept, gone)}
    found = []
    for relation in gone._meta.related_objects:
        if relation.one_to_many:
            column = relation.field.name
            rows = relation.related_model._base_manager.filter(**{column: gone}).order_by("pk")
            found += [(known.setdefault((type(row), row.pk), row), column) for row in rows]
    for model, rows in by_model(dict.fromkeys(row for row, _ in found)).items():
        columns = [one for one in model._meta.concrete_fields if one.is_relation]
        for row, column in product(rows, columns):
            if target := known.get((column.related_model, getattr(row, column.attname))):
                setattr(row, column.name, target)
        for part in parts(rows):
            prefetch_related_objects(part, *(column.name for column in columns))
    return found
