"""The history of a table: a row for each change of a row, with the change set that made it."""

import json
from collections.abc import Sequence

from django.db import connection, models
from simple_history.models import HistoricalRecords

from portal.changes.models import ChangeSet
from portal.changes.recording import note

CREATED, CHANGED, DELETED = "+", "~", "-"  # values of history_type


class InChangeSet(models.Model):
    """A history row; it has the values after its change set."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+", verbose_name="改动")

    class Meta:
        abstract = True


class History(HistoricalRecords):
    """Ordered by change set, so that the order does not depend on clocks."""

    def get_meta_options(self, model):
        return super().get_meta_options(model) | {
            "ordering": ("-change_set_id", "-history_id"),
            "get_latest_by": ("change_set_id", "history_id"),
        }


def complete_history(instance, history_instance, **kwargs) -> None:
    """Receives pre_create_historical_record; fills in the change set."""
    change_set = note(type(instance))
    history_instance.change_set = change_set
    history_instance.history_date = change_set.moment
    history_instance.history_change_reason = change_set.why


def write_history(model: type[models.Model], keys: Sequence[int], history_type: str) -> None:
    """Write the history of rows that were written in bulk, by one statement."""
    if not keys:
        return
    quote = connection.ops.quote_name
    history = model.history.model
    tracked = [field.column for field in history.tracked_fields]
    of_set = {
        "history_date": "moment",
        "history_user_id": "user_id",
        "history_change_reason": "why",
        "change_set_id": "id",
    }
    written = ", ".join(map(quote, [*tracked, *of_set, "history_type"]))
    read = ", ".join(
        [f"stored.{quote(one)}" for one in tracked] + [f"done.{one}" for one in of_set.values()]
    )
    # Places begin at 0 on SQLite and at 1 on PostgreSQL; only their order matters.
    is_sqlite = connection.vendor == "sqlite"
    keys = json.dumps(keys) if is_sqlite else list(keys)
    wanted = (
        "json_each(%s) AS wanted"
        if is_sqlite
        else "unnest(%s::bigint[]) WITH ORDINALITY AS wanted (value, key)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} ({written})"
            f" SELECT {read}, %s FROM {wanted}"
            f" JOIN {quote(model._meta.db_table)} stored ON stored.id = wanted.value"
            f" JOIN {quote(ChangeSet._meta.db_table)} done ON done.id = %s"
            " ORDER BY wanted.key",
            [history_type, keys, note(model).pk],
        )
