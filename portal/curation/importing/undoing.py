"""A batch undone: every record and part as it was before it, or none; some queries for all."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q, prefetch_related_objects

from portal.changes.recording import Kind, parts, together
from portal.curation.history.versions import count_changes, parts_of, stood
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.writing import write
from portal.curation.workflow.transitions import may_edit
from portal.models import ImportBatch
from portal.models.base import RecordTable
from portal.models.curated import Curated

MOST_NAMED = 5


class UndoError(Exception):
    """A Chinese sentence that names the records for which it cannot be done."""


def undo(batch: ImportBatch, resource: RecordResource) -> int:
    """How many records are now as they were; an UndoError, and nothing is changed."""
    model = resource.model
    with together(Kind.UNDO, f"撤销导入“{batch.file_name}”。") as change:
        batch.refresh_from_db()
        if batch.change_set is None or batch.undone:
            raise UndoError("这一批没有导入，或已经撤销。")
        keys = _touched(model, change_set=batch.change_set_id)
        later = keys & _touched(model, change_set__gt=batch.change_set_id)
        if later:
            raise UndoError(f"导入之后又改过，没有撤销：{_named_by_key(model, later)}。")
        made = set(_rows(model, batch, history_type="+"))
        _expect_unused(model, made, batch)
        for part in parts(sorted(made)):
            gone = model.objects.filter(pk__in=part)
            count_changes(gone)
            gone.delete()
        _put_back(resource, keys - made, batch)
        change.reverts(batch.change_set)
    return len(keys)


def records_of(batch: ImportBatch, model: type[RecordTable]) -> models.QuerySet:
    """What the batch made or changed, as far as it still is there."""
    when = {"change_set": batch.change_set_id}
    touched = Q(pk__in=model.history.filter(**when).values(model._meta.pk.name))
    for part in parts_of(model):
        touched |= Q(pk__in=part.history.filter(**when).values(part.part_of))
    return model.objects.filter(touched).order_by("pk")


def _touched(model: type[RecordTable], **when) -> set[int]:
    """The records that were changed then, or parts of which were."""
    keys = set(model.history.filter(**when).values_list(model._meta.pk.name, flat=True))
    for part in parts_of(model):
        keys |= set(part.history.filter(**when).values_list(f"{part.part_of}_id", flat=True))
    return keys


def _rows(model: type[RecordTable], batch: ImportBatch, **more) -> list[int]:
    """What the batch wrote, the last first: of two names exchanged, one had to be free first."""
    rows = model.history.filter(change_set=batch.change_set_id, **more).order_by("-history_id")
    return list(dict.fromkeys(rows.values_list(model._meta.pk.name, flat=True)))


def _expect_unused(model: type[RecordTable], made: set[int], batch: ImportBatch) -> None:
    """Nothing that came later refers to what the batch made; its own parts go with it.

    What the batch itself linked to a new record may be left without it.
    """
    for relation in model._meta.related_objects:
        user, column = relation.related_model, relation.field.name
        if user.part_of == column or not relation.one_to_many:
            continue
        for part in parts(sorted(made)):
            users = user._base_manager.filter(**{f"{column}__in": part})
            users = [one for one in users if user is not model or one.pk not in made]
            users = [one for one in users if not _linked(one, column, batch)]
            if users:
                raise UndoError(f"导入的记录已被别处引用，没有撤销：{_named(users)}。")


def _linked(row: RecordTable, column: str, batch: ImportBatch) -> bool:
    """Whether the batch changed the row last, and the link may be empty again."""
    latest = type(row).history.filter(**{row._meta.pk.name: row.pk}).latest()
    return row._meta.get_field(column).null and latest.change_set_id == batch.change_set_id


def _put_back(resource: RecordResource, keys: set[int], batch: ImportBatch) -> None:
    model = resource.model
    records = resource.stored(keys)
    changed = [records[key] for key in _rows(model, batch) if key in keys]
    _expect_allowed(resource.user, changed)
    before = stood(model, keys, batch.change_set_id)
    for record in changed:
        _copy(before[record.pk], record)
    of_parts = [_Parts(part, records, batch) for part in parts_of(model)]
    parts_wanted = [row for part in of_parts for row in part.wanted]
    _expect_referred([*changed, *parts_wanted])
    try:
        with transaction.atomic():
            write(resource, [], changed)
            for part in of_parts:
                part.write()
    except IntegrityError as error:
        raise UndoError(_refused([*changed, *parts_wanted])) from error
    count_changes(changed)
    # As all of them now are together: read again, and what they refer to with them.
    _expect_clean([*resource.stored(keys).values(), *parts_wanted])


def _expect_allowed(user: AbstractBaseUser | None, records: list[RecordTable]) -> None:
    """Whoever imported may have other rights by now; None may do everything."""
    barred = [
        one for one in records if user and isinstance(one, Curated) and not may_edit(user, one)
    ]
    if barred:
        raise UndoError(f"您现在不能修改这些记录，没有撤销：{_named(barred)}。")


class _Parts:
    """The rows of one table that the batch wrote with its records."""

    def __init__(self, model: type[RecordTable], records: dict[int, RecordTable], batch):
        self.model = model
        keys = _rows(model, batch)
        before = stood(model, keys, batch.change_set_id)
        now = {key: row for part in parts(keys) for key, row in model.objects.in_bulk(part).items()}
        self.made = [key for key in now if key not in before]
        self.changed = [now[key] for key in keys if key in now and key in before]
        self.gone = [before[key] for key in keys if key in before and key not in now]
        for row in self.changed:
            _copy(before[row.pk], row)
        for row in self.wanted:
            setattr(row, model.part_of, records[getattr(row, f"{model.part_of}_id")])

    @property
    def wanted(self) -> list[RecordTable]:
        return [*self.changed, *self.gone]

    def write(self) -> None:
        for part in parts(self.made):
            self.model.objects.filter(pk__in=part).delete()
        columns = [column.name for column in self.model._meta.concrete_fields]
        columns.remove(self.model._meta.pk.name)
        self.model.objects.overwrite(self.changed, columns)
        self.model.objects.bulk_create(self.gone)


def _copy(before: RecordTable, now: RecordTable) -> None:
    for column in type(now).history.model.tracked_fields:
        if not column.primary_key and column.name != "version":
            setattr(now, column.attname, getattr(before, column.attname))


def _expect_referred(rows: list[RecordTable]) -> None:
    """That what the rows refer to still is there: databases ask only in the end."""
    for model in {type(row) for row in rows}:
        of_model = [row for row in rows if type(row) is model]
        for column in (one for one in model._meta.concrete_fields if one.is_relation):
            targets = column.related_model._base_manager
            wanted = {getattr(row, column.attname) for row in of_model} - {None}
            there = {None}
            for part in parts(sorted(wanted)):
                there |= set(targets.filter(pk__in=part).values_list("pk", flat=True))
            lost = [row for row in of_model if getattr(row, column.attname) not in there]
            if lost:
                label = column.verbose_name
                raise UndoError(f"原来的{label}已经删除，没有撤销：{_named(lost)}。")


def _expect_clean(rows: list[RecordTable]) -> None:
    for model in {type(row) for row in rows}:  # all that they rest on at once
        prefetch_related_objects([row for row in rows if type(row) is model], *model.rests_on)
    for row in rows:
        try:
            row.clean()
        except ValidationError as error:
            raise UndoError(f"没有撤销，{_said(row, error)}") from error


def _refused(rows: list[RecordTable]) -> str:
    """What the database has against them, in a sentence."""
    for row in rows:
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            return f"没有撤销，{_said(row, error)}"
    return f"没有撤销，数据库不收：{_named(rows)}。"


def _said(row: RecordTable, error: ValidationError) -> str:
    return f"{_named([row])}：{'；'.join(error.messages)}"


def _named(rows: Iterable[RecordTable]) -> str:
    """By the records that they are of: a part may be named by what is gone."""
    names = sorted({f"“{getattr(row, row.part_of or '', row)}”" for row in rows})
    more = f"等 {len(names)} 条" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _named_by_key(model: type[RecordTable], keys: set[int]) -> str:
    shown = sorted(keys)[:MOST_NAMED]
    names = {record.pk: str(record) for record in model.objects.filter(pk__in=shown)}
    more = f"等 {len(keys)} 条" if len(keys) > MOST_NAMED else ""
    return "、".join(f"“{names.get(key, f'已删除，编号 {key}')}”" for key in shown) + more
