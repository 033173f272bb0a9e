"""Loads fixtures into the database without overwriting curators' changes.

A record is loaded with its parts (issuances, errata, aliases, lines). A digest of what was
loaded last time is stored, so that each record falls into one of four groups:

    created       it was never loaded before
    updated       the fixture changed, and the database has what was loaded last
    unchanged     the database equals the fixture
    left alone    a curator has changed or deleted it since it was loaded
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError

from portal.changes.recording import Kind, together
from portal.loading.digests import digest_of
from portal.loading.fixture_rows import (
    FixtureRow,
    Key,
    LoadError,
    by_record,
    key_values,
    named,
    read,
    stored_rows,
)
from portal.models import LoadedRecord, Versioned
from portal.models.base import parts_of


@dataclass
class Report:
    """Keys of the records of each group; `gone` are no longer in the fixtures."""

    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    left_alone: list[Key] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)


def load(folder: Path) -> Report:
    """Load all fixtures of `folder`; without lock and writes if nothing has changed.

    Only records named by the fixtures are read, whatever the size of the database.
    """
    rows = read(folder)
    fixtures = by_record(rows)
    wanted = {key: digest_of(rows) for key, rows in fixtures.items()}
    report, outdated = _compare(fixtures, wanted)
    if not outdated:
        return report
    with together(Kind.LOAD, "装载数据文件。"):
        # Compare again under the lock, because a curator may have saved meanwhile.
        report, outdated = _compare(fixtures, wanted)
        changed = {*report.created, *report.updated}
        for key in report.updated:
            _clear_parts(fixtures[key][0])
        keys = {id(row): key for key in changed & outdated.keys() for row in fixtures[key]}
        for row in rows:  # in the order of the files, which refer only to earlier rows
            if key := keys.get(id(row)):
                _save(key, row)
        for model, records in named(wanted if changed else ()):
            with model.settling(list(records.values_list("pk", flat=True))):
                pass
        for (model, key), digest in outdated.items():
            LoadedRecord.objects.update_or_create(model=model, key=key, defaults={"digest": digest})
    return report


def _compare(
    fixtures: dict[Key, list[FixtureRow]], wanted: dict[Key, str]
) -> tuple[Report, dict[Key, str]]:
    """The groups, and the digests to store."""
    remembered = {(known.model, known.key): known.digest for known in LoadedRecord.objects.all()}
    rows = by_record(stored_rows(wanted.keys() | remembered.keys()))
    stored = {key: digest_of(of_record) for key, of_record in rows.items()}
    report = Report(gone=sorted(remembered.keys() & stored.keys() - wanted.keys()))
    outdated = {}
    for key, digest in wanted.items():
        verdict = _verdict(digest, stored.get(key), remembered.get(key))
        getattr(report, verdict).append(key)
        if verdict != "left_alone" and remembered.get(key) != digest:
            outdated[key] = digest
    return report, outdated


def _verdict(wanted: str, stored: str | None, remembered: str | None) -> str:
    if stored == wanted:
        return "unchanged"
    if stored is None and remembered is None:
        return "created"
    return "updated" if stored == remembered else "left_alone"


def _clear_parts(owner_row: FixtureRow) -> None:
    owners = apps.get_model(owner_row["model"])
    owner = owners.objects.get_by_natural_key(*key_values(owner_row, owners.natural_fields))
    for part in parts_of(owners):
        part.objects.filter(**{part.part_of: owner}).delete()


def _save(key: Key, row: FixtureRow) -> None:
    try:
        _save_row(row)
    except (
        DeserializationError,
        ValidationError,
        ObjectDoesNotExist,
        DatabaseError,
        TypeError,
        ValueError,
    ) as error:
        reason = " ".join(str(error).split())
        raise LoadError(f"{' '.join(key)}: {row['model']}: {reason}") from error


def _save_row(row: FixtureRow) -> None:
    loaded = next(serializers.deserialize("python", [row]))
    record = loaded.object
    if record.part_of:
        # The record's old parts are deleted, so a part that is found belongs to another record.
        record.pk = None
    elif record.pk and isinstance(record, Versioned):
        # A new version, so that forms opened before report a conflict.
        record.version = type(record).objects.get(pk=record.pk).version + 1
    record.clean_fields(exclude=[one.name for one in record._meta.fields if one.is_relation])
    record.clean()
    loaded.save()
