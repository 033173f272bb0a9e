"""Backup → database: all or nothing, after all checks."""

from pathlib import Path
from zipfile import ZipFile

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from portal.backup import archive, tables
from portal.backup.archive import BackupError
from portal.backup.making import migrations
from portal.changes import revision
from portal.index.text_index.backends import text_index
from portal.models import Document, DocumentLink, DocumentText
from portal.models.derived.suggestions import SuggestionsBuilt

# In the order of writing: PostgreSQL's text index reads the text when the document is inserted.
INDEXED = (DocumentText, Document, DocumentLink)
# Tables that `migrate` fills in an empty database.
FILLED_BY_MIGRATE = {
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "portal.NamesRead",
    "portal.Revision",
    "portal.SuggestionsBuilt",
}
MOST_NAMED = 5


def restore(path: Path, *, overwrite: bool = False) -> dict:
    """Replace the content of the database by that of the backup; returns its manifest."""
    with archive.reading(path) as (opened, manifest):
        _check_form(manifest)
        with transaction.atomic():
            revision.lock()  # nobody changes a record meanwhile
            if not overwrite:
                _check_emptiness()
            _replace(opened, manifest)
            _renew_revision()
        ContentType.objects.clear_cache()
    return manifest


def _check_form(manifest: dict) -> None:
    here, there = set(migrations()), set(manifest["migrations"])
    if not here:
        raise BackupError("This database has no tables yet: run manage.py migrate first.")
    if here != there:
        differing = sorted(here ^ there)
        named = ", ".join(differing[:MOST_NAMED])
        raise BackupError(
            f"The backup is of another version of the tables ({len(differing)} migrations are"
            f" only in one of the two, such as {named}). Install the version that made it,"
            " migrate an empty database, restore there, then upgrade."
        )
    for model in tables.tables():
        of_table = manifest["tables"].get(model._meta.label)
        if of_table is None or of_table["columns"] != tables.columns(model):
            raise BackupError(f"The backup has another form of the table {model._meta.label}.")


def _check_emptiness() -> None:
    held = {
        model._meta.label: number
        for model in tables.tables()
        if model._meta.label not in FILLED_BY_MIGRATE and (number := models.QuerySet(model).count())
    }
    if held:
        named = ", ".join(f"{label} {number}" for label, number in [*held.items()][:MOST_NAMED])
        raise BackupError(
            f"This database holds records already ({named}). To lose them all for those of"
            " the backup, say --overwrite."
        )


def _replace(opened: ZipFile, manifest: dict) -> None:
    known = tables.tables()
    for model in known:
        models.QuerySet(model)._raw_delete(connection.alias)
    for model in known:
        if model not in INDEXED:
            _insert(opened, model)
    with text_index().rebuilding(connection):
        for model in INDEXED:
            _insert(opened, model)
    connection.check_constraints()
    for model in known:
        last = manifest["tables"][model._meta.label]["last_key"]
        tables.count_on(connection, model, last)


def _renew_revision() -> None:
    """Because answers may still be cached for the revision that the backup has.

    Suggestions that were up to date with it stay so.
    """
    restored = revision.current()
    revision.renew()
    SuggestionsBuilt.objects.filter(token=restored).update(token=revision.current())


def _insert(opened: ZipFile, model: type[models.Model]) -> None:
    with opened.open(f"{model._meta.label}.jsonl") as lines:
        tables.insert(connection, model, (tables.decode(model, line) for line in lines))
