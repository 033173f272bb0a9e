"""Updates the timestamps of records in the transaction that changes them.

A record counts as changed if its row, its parts, or a record that names it in
`RecordTable.moves` has changed, such as a policy's milestone.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from portal.changes.models import ChangeSet
from portal.changes.recording import Touched, rows_with
from portal.models.curated import Curated, State
from portal.models.timestamps import Timestamped

NEVER = Value(datetime(1, 1, 1, tzinfo=UTC), models.DateTimeField())


def stamp(change_set: ChangeSet, tables: Iterable[type[models.Model]]) -> None:
    """Set the timestamps of the records changed by a change set, which wrote only `tables`."""
    written = {model: _written(model, change_set) for model in tables}
    changed, moved = _records(change_set, written), defaultdict(set)
    for model, keys in changed.items():
        for name in model.moves:
            column = model._meta.get_field(name)
            moved[column.related_model] |= (
                _pointed_to(change_set, column, keys, written.get(model, ()))
                if column.concrete
                else _pointing_from(column, keys)
            )
    for model in {*changed, *moved}:
        if issubclass(model, Timestamped):
            own = written.get(model, set())
            _update(model, own, modified_at=change_set.moment, **_from_history(model))
            others = (changed.get(model, set()) | moved[model]) - own
            _update(model, others, modified_at=change_set.moment)


def _written(model: type[models.Model], change_set: ChangeSet) -> set[int]:
    rows = model.history.filter(change_set=change_set).order_by()
    return set(rows.values_list(model._meta.pk.name, flat=True))


def _records(change_set: ChangeSet, written: Touched) -> Touched:
    """The written rows, and the records that they are or were part of."""
    changed: Touched = defaultdict(set)
    for model, keys in written.items():
        changed[model] |= keys
        if model.part_of:
            column = model._meta.get_field(model.part_of)
            changed[column.related_model] |= _pointed_to(change_set, column, keys, keys)
    return changed


def _pointed_to(change_set: ChangeSet, column: models.ForeignKey, keys, written) -> set[int]:
    """The targets of the rows' foreign keys, for `written` rows also the former targets."""
    model = column.model
    now = rows_with(model._base_manager, "pk", keys).values_list(column.attname, flat=True)
    name, earlier = model._meta.pk.name, model.history.filter(change_set__lt=change_set.pk)
    history = rows_with(earlier.order_by("change_set_id", "history_id"), name, written)
    return {*now, *dict(history.values_list(name, column.attname)).values()} - {None}


def _pointing_from(relation, keys) -> set[int]:
    found = rows_with(relation.related_model._base_manager, relation.field.name, keys)
    return set(found.values_list("pk", flat=True))


def _from_history(model: type[models.Model]) -> dict[str, Subquery]:
    """Values from the history, because instances may be older or newer than the first change."""
    history = model.history.filter(**{model._meta.pk.name: OuterRef("pk")})
    # The sum keeps PostgreSQL from reading the whole history in the order of its change sets.
    history = history.order_by(F("change_set_id") + 0, "history_id")
    public = history.filter(state=State.PUBLISHED) if issubclass(model, Curated) else history
    return {
        "created_at": Subquery(history.values("history_date")[:1]),
        "published_at": Subquery(public.values("history_date")[:1]),
    }


def _update(model: type[models.Model], keys: set[int], **values) -> None:
    """A plain UPDATE without history, because a new timestamp is not a change by itself.

    Of the rows that differ alone, because most were stamped when they were written.
    """
    differs = Q()
    for name, value in values.items():
        differs |= ~Q(Exact(Coalesce(F(name), NEVER), Coalesce(value, NEVER)))
    rows_with(models.QuerySet(model), "pk", keys).filter(differs).update(**values)
