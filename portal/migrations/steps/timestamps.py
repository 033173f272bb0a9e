"""Computes the timestamps of records that are older than the timestamps; for migrations."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from portal.models.curated import State


def backfill(apps, app_label: str, name: str, others: Iterable[tuple[str, str, str]] = ()) -> None:
    """From the history of a model, and of the `others` whose changes are changes of its records.

    Of each other one: its name, and the lookup in its history that equals a column of the record.
    """
    records = apps.get_model(app_label, name).objects

    def moments(model: str, order: str, **lookup) -> Subquery:
        history = apps.get_model(app_label, f"Historical{model}").objects.filter(**lookup)
        return Subquery(history.order_by(order, "history_id").values("history_date")[:1])

    own = {"id": OuterRef("pk")}
    records.update(
        created_at=Coalesce(moments(name, "change_set_id", **own), F("created_at")),
        modified_at=Coalesce(moments(name, "-change_set_id", **own), F("modified_at")),
    )
    if "state" in {column.name for column in records.model._meta.concrete_fields}:
        public = moments(name, "change_set_id", state=State.PUBLISHED, **own)
        records.update(published_at=public)
    else:
        records.update(published_at=F("created_at"))
    for other, lookup, column in others:
        last = moments(other, "-change_set_id", **{lookup: OuterRef(column)})
        records.update(modified_at=Greatest(F("modified_at"), Coalesce(last, F("modified_at"))))
