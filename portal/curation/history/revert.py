"""Undoes a change set of any kind: all its rows get their former values, or nothing changes.

It takes a few queries per table, so that thousands of rows can be reverted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from portal.changes.models import ChangeSet
from portal.changes.recording import Kind, changing, parts, rows_with, together
from portal.curation.history.versions import (
    changed_since,
    from_history,
    last_change_set,
    name_of,
    raise_versions,
    records_with,
)
from portal.curation.workflow.transitions import may_edit
from portal.index import ahead
from portal.models.base import RecordTable, record_tables
from portal.models.curated import Curated
from portal.models.history import DELETED, write_history
from portal.models.revertible import Revertible
from portal.models.validity import refused, refused_with_parts

MOST_NAMED = 5
Model = type[RecordTable]


class RevertError(Exception):
    """A Chinese sentence that says why, and for which records, reverting is not possible."""


def revert(
    change_set: ChangeSet,
    why: str,
    *,
    about: Model | None = None,
    user: AbstractBaseUser | None = None,
) -> None:
    """Give all rows of the change set their former values, or raise RevertError.

    Rows with only a new version number (because a part changed) are ignored, except those of
    the model `about`. Records of `about` and their parts are validated as well; others may have
    been invalid before. `user` None has all permissions.
    """
    # Planned before the lock, and again under it if anything has changed meanwhile.
    last = last_change_set()
    tables = _plan(change_set, about, user)
    documents: ahead.Ahead = {}
    for some in ahead.read_changed(*_instances(tables)):
        documents |= some
    with ahead.used(documents), together(Kind.UNDO, why) as change:
        if ChangeSet.objects.filter(pk__gt=last, pk__lt=change.change_set.pk).exists():
            tables = _plan(change_set, about, user)
            ahead.forget(documents, changed_since(last))
        _write(tables)
        concerned = [
            rows for rows in tables if about in (None, rows.model, rows.model.owner_model())
        ]
        _expect_clean(concerned)
        raise_versions(row for rows in tables for row in (*rows.made, *rows.wanted))
        change.reverts(change_set)


def undo(done: Revertible, user: AbstractBaseUser | None = None) -> None:
    """Undo an import or a merger, or raise RevertError; `user` None has all permissions."""
    revert(done.change_set, done.undoing, about=done.model, user=user)


def _plan(change_set: ChangeSet, about: Model | None, user: AbstractBaseUser | None):
    """The rows of each table, with their former values on the instances."""
    if ChangeSet.objects.filter(reverts=change_set).exists():
        raise RevertError(f"这次{change_set.get_kind_display()}已经撤销。")
    tables = [_Rows.read(model, change_set, whole=about is model) for model in record_tables()]
    tables = [rows for rows in tables if rows.before]
    _expect_as_left(tables, about, change_set)
    _expect_unused(tables, change_set)
    _expect_allowed(user, tables)
    for rows in tables:
        rows.put_back()
    _expect_referred(tables)
    return tables


def _instances(tables: list["_Rows"]) -> tuple[list[RecordTable], list[RecordTable]]:
    """The rows that will change, and those that will be deleted or written again."""
    return (
        [row for rows in tables for row in rows.changed],
        [row for rows in tables for row in (*rows.made, *rows.gone)],
    )


@dataclass
class _Rows:
    """The rows of one table that a change set wrote: before it, after it (`left`), and now.

    By primary key, the last written first, because of two exchanged unique names one had to be
    free first. None means that the row did not exist.
    """

    model: Model
    before: dict[int, RecordTable | None] = field(default_factory=dict)
    left: dict[int, RecordTable | None] = field(default_factory=dict)
    now: dict[int, RecordTable] = field(default_factory=dict)

    @classmethod
    def read(cls, model: Model, change_set: ChangeSet, *, whole: bool) -> "_Rows":
        """Read the rows; with `whole` also those with only a new version number."""
        rows, name = cls(model), model._meta.pk.name
        written = model.history.filter(change_set=change_set)
        keys = list(written.order_by("-history_id").values_list(name, flat=True))
        if not keys:
            return rows
        history = model.history.filter(**{f"{name}__in": written.values(name)})
        until = history.filter(change_set__lte=change_set.pk)
        before, left = {}, {}
        for row in until.order_by("change_set_id", "history_id").iterator():
            latest = left if row.change_set_id == change_set.pk else before
            latest[getattr(row, name)] = None if row.history_type == DELETED else from_history(row)
        for key in dict.fromkeys(keys):
            if whole or _values(before.get(key)) != _values(left[key]):
                rows.before[key], rows.left[key] = before.get(key), left[key]
        rows.now = {row.pk: row for row in rows_with(model._base_manager, "pk", rows.before)}
        return rows

    @property
    def made(self) -> list[RecordTable]:
        return [row for key, row in self.now.items() if self.before[key] is None]

    @property
    def changed(self) -> list[RecordTable]:
        return [self.now[key] for key, row in self.before.items() if row and key in self.now]

    @property
    def gone(self) -> list[RecordTable]:
        return [row for key, row in self.before.items() if row and key not in self.now]

    @property
    def wanted(self) -> list[RecordTable]:
        return [*self.gone, *self.changed]

    def put_back(self) -> None:
        """Set the former values on the instances, without writing."""
        for row in self.changed:
            for name, value in _values(self.before[row.pk]).items():
                setattr(row, name, value)
        for row in self.gone:
            if hasattr(row, "version"):
                row.version += 1


def _values(row: RecordTable | None) -> dict | None:
    """The row's values without derived columns and version."""
    return {name: getattr(row, name) for name in _tracked(type(row))} if row else None


@cache
def _tracked(model: Model) -> list[str]:
    """Cached, because asking a model for its history makes a new class each time."""
    return [one.attname for one in model.history.model.tracked_fields if one.name != "version"]


# Reasons against it


def _expect_as_left(tables: list[_Rows], about: Model | None, change_set: ChangeSet) -> None:
    """A file contains whole records, so later changes of any of their parts count as well."""
    later = {
        rows.now.get(key) or left: None
        for rows in tables
        for key, left in rows.left.items()
        if _values(left) != _values(rows.now.get(key))
    }
    if about and change_set.kind == Kind.IMPORT:
        since = records_with(about, change_set__gt=change_set)
        keys = records_with(about, change_set=change_set) & since
        later |= dict.fromkeys(rows_with(about.objects, "pk", keys))
    if names := named(map(name_of, later)):
        raise RevertError(f"{change_set.get_kind_display()}之后又改过，没有撤销：{names}。")


def _expect_unused(tables: list[_Rows], change_set: ChangeSet) -> None:
    """Rows that the change set created are referred to only by rows that it wrote."""
    own = {(rows.model, key) for rows in tables for key in rows.before}
    for rows in tables:
        for user, column in _referring(rows.model):
            users = rows_with(user._base_manager, column, (row.pk for row in rows.made))
            used = [one for one in users if (user, one.pk) not in own]
            if used:
                label = change_set.get_kind_display()
                message = f"{label}的记录已被别处引用，没有撤销：{_named_owners(used)}。"
                raise RevertError(message)


def _referring(model: Model) -> Iterator[tuple[Model, str]]:
    for relation in model._meta.related_objects:
        if relation.one_to_many or relation.one_to_one:
            yield relation.related_model, relation.field.name


def _expect_allowed(user: AbstractBaseUser | None, tables: list[_Rows]) -> None:
    changed = [row for rows in tables for row in rows.changed if isinstance(row, Curated)]
    barred = [row for row in changed if user and not may_edit(user, row)]
    if barred:
        raise RevertError(f"您现在不能修改这些记录，没有撤销：{_named_owners(barred)}。")


def _expect_referred(tables: list[_Rows]) -> None:
    """The targets of foreign keys still exist, which databases check only at the commit."""
    coming = {rows.model: {row.pk for row in rows.gone} for rows in tables}
    for rows in tables:
        for column in _foreign_keys(rows.model):
            wanted = {getattr(row, column.attname) for row in rows.wanted} - {None}
            there = {None, *coming.get(column.related_model, ())}
            targets = rows_with(column.related_model._base_manager, "pk", wanted - there)
            there |= set(targets.values_list("pk", flat=True))
            lost = [row for row in rows.wanted if getattr(row, column.attname) not in there]
            if lost:
                label = column.verbose_name
                raise RevertError(f"原来的{label}已经删除，没有撤销：{_named_owners(lost)}。")


def _expect_clean(tables: list[_Rows]) -> None:
    for rows in tables:
        keys = [row.pk for row in rows.wanted]
        both = chain(refused(rows.model, keys), refused_with_parts(rows.model, keys))
        for row, error in both:
            raise RevertError(f"没有撤销，{_message(row, error)}") from error


def _foreign_keys(model: Model) -> list[models.ForeignKey]:
    return [column for column in model._meta.concrete_fields if column.is_relation]


def _write(tables: list[_Rows]) -> None:
    try:
        with transaction.atomic():
            for rows in reversed(tables):
                _delete(rows.model, [row.pk for row in rows.made])
            for rows in tables:
                rows.model.objects.write(rows.gone, rows.changed)
    except IntegrityError as error:
        raise RevertError(_refused([row for rows in tables for row in rows.wanted])) from error


def _delete(model: Model, keys: list[int]) -> None:
    """Delete in bulk without cascades, because only rows of the same change set refer to these."""
    for part in parts(keys):
        with changing(model, part), model.settling(part):
            write_history(model, part, DELETED)
            rows = model._base_manager.filter(pk__in=part)
            rows._raw_delete(rows.db)


# Sentences


def named(names: Iterable[str]) -> str:
    """“甲”、“乙”等 7 条."""
    names = sorted({f"“{name}”" for name in names})
    more = f"等 {len(names)} 条" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _named_owners(rows: Iterable[RecordTable]) -> str:
    """Names the rows' records, because a part's own name may refer to a deleted record."""
    return named(map(_owner_name, rows))


def _owner_name(row: RecordTable) -> str:
    try:
        return str(getattr(row, row.part_of)) if row.part_of else name_of(row)
    except ObjectDoesNotExist:  # the record was deleted too
        return name_of(row)


def _refused(rows: list[RecordTable]) -> str:
    """A sentence that says which constraint of the database refuses the rows."""
    for row in rows:
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            return f"没有撤销，{_message(row, error)}"
    return f"没有撤销，数据库不收：{_named_owners(rows)}。"


def _message(row: RecordTable, error: ValidationError) -> str:
    return f"{_named_owners([row])}：{'；'.join(error.messages)}"
