"""The corpus that is measured: made where the database is empty, else left as it is."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from portal.changes import revision
from portal.index.querysets import documents
from portal.index.writing import FORM
from portal.models import Slugged
from portal.record_types import TIMELINE


class OtherRecordsError(Exception):
    """Its message is a sentence for whoever runs the benchmark."""


def prepare(count: int) -> None:
    """Raises OtherRecordsError where there is anything but a corpus of `count` entries."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    if not any(model.objects.exists() for model in _tables()):
        call_command("make_corpus", count)
    _refuse_others(count)


def _refuse_others(count: int) -> None:
    name = connection.settings_dict["NAME"]
    others = sum(model.objects.exclude(slug__startswith="corpus").count() for model in _tables())
    if others:
        raise OtherRecordsError(f"{name} holds {others} records that are of no corpus.")
    if revision.listings_form() != FORM:
        raise OtherRecordsError(f"{name} lists its records in another form: migrate it first.")
    listed = documents().on(TIMELINE).count()
    if listed != count:
        raise OtherRecordsError(f"{name} holds a corpus of {listed} entries, not of {count}.")


def _tables() -> list[type[Slugged]]:
    return [model for model in apps.get_models() if issubclass(model, Slugged)]
