"""backup and restore: everything, from one moment, all or nothing."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from policies.models import Milestone, Policy
from portal.backup import restoring, tables
from portal.index.check import stale
from portal.index.text_index.sqlite import CHARACTERS, PAIRS
from portal.models import ImportBatch, Source
from portal.search import index
from portal.search.query import parse
from portal.suggestions import builder
from tests.copies import copy_database, needs_sqlite, python, query
from tests.portal.archived_files.copies import archived
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


# Answers may still be cached for the revision that was restored.
NEW_REVISION = {"portal.Revision", "portal.SuggestionsBuilt"}


def everything() -> dict[str, list]:
    return {model._meta.label: list(map(list, tables.rows(model))) for model in tables.tables()}


def backup(path):
    call_command("backup", path, stdout=io.StringIO())
    return path


def restore(path, **options):
    call_command("restore", path, stdout=io.StringIO(), **options)


@pytest.fixture
def changed(curator):
    """Adds what fixtures lack: an account, an edit with history, files, a deleted record."""
    with_file = ImportBatch(table="policies.policy", file_name="表.csv", content=b"\x00\xff,1")
    with_file.save()
    archived(Source.objects.first(), b"<html>" + bytes(range(32, 256)))
    edited = Policy.objects.first()
    edited.title = "改过的“题名”\n第二行 𠀀"
    edited.save()
    gone = milestone("goes-again", "2016-09-01")
    key = gone.pk
    gone.delete()
    builder.bring_up_to_date()  # as after every change that is committed
    return key


def test_what_was_lost_comes_back_row_by_row_in_every_table(changed, tmp_path):
    before = everything()
    path = backup(tmp_path / "portal.zip")
    Milestone.objects.all().delete()
    get_user_model().objects.all().delete()
    Source.objects.update(note="verdorben")
    milestone("came-later", "2017-01-01")
    restore(path, overwrite=True)
    after = everything()
    assert {label for label in before if before[label] != after[label]} == NEW_REVISION
    assert list(stale()) == list(builder.stale()) == []
    assert index.matching(parse("数字政府"), "").exists()


def test_no_new_record_gets_the_key_of_a_deleted_one(changed, tmp_path):
    path = backup(tmp_path / "portal.zip")
    restore(path, overwrite=True)
    assert milestone("came-later", "2017-01-01").pk > changed


def test_a_database_with_records_is_overwritten_only_with_the_option(tmp_path):
    path = backup(tmp_path / "portal.zip")
    Source.objects.update(note="stays")
    with pytest.raises(CommandError, match=r"holds records already.*say --overwrite"):
        restore(path)
    assert set(Source.objects.values_list("note", flat=True)) == {"stays"}


def test_a_failure_in_the_middle_leaves_everything_as_it_was(tmp_path, monkeypatch):
    path = backup(tmp_path / "portal.zip")
    Source.objects.update(note="stays")
    before = everything()
    insert = tables.insert

    def fail(connection, model, found):
        if model is Milestone:
            raise OSError("no more")
        return insert(connection, model, found)

    monkeypatch.setattr(tables, "insert", fail)
    with pytest.raises(OSError, match="no more"):
        restoring.restore(path, overwrite=True)
    assert everything() == before
    assert list(stale()) == []


def altered(path, name: str, change) -> None:
    """The archive with one of its files changed, and sound as an archive."""
    with zipfile.ZipFile(path) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    files[name] = change(files[name])
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in files.items():
            archive.writestr(one, content)


def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path):
    path = backup(tmp_path / "portal.zip")
    altered(
        path,
        "policies.Policy.jsonl",
        lambda content: content.replace("促进".encode(), "阻碍".encode()),
    )
    with pytest.raises(CommandError, match=r"checksum of policies\.Policy\.jsonl is wrong"):
        restore(path, overwrite=True)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(CommandError, match="no backup, or is damaged"):
        restore(path, overwrite=True)
    with pytest.raises(CommandError, match="There is no file"):
        restore(tmp_path / "other.zip", overwrite=True)


def test_a_backup_of_another_form_of_the_tables_is_refused(tmp_path, monkeypatch):
    path = backup(tmp_path / "portal.zip")
    monkeypatch.setattr(restoring, "migrations", lambda: ["portal 0001_initial"])
    with pytest.raises(CommandError, match="another version of the tables"):
        restore(path, overwrite=True)


def test_no_file_is_overwritten_and_nobody_else_reads_it(tmp_path):
    path = backup(tmp_path / "portal.zip")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="is there already"):
        backup(path)
    assert [one.name for one in tmp_path.iterdir()] == ["portal.zip"]


def test_the_manifest_says_what_is_in_it(tmp_path):
    with zipfile.ZipFile(backup(tmp_path / "portal.zip")) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["database"] == connection.vendor
    assert manifest["tables"]["policies.Policy"]["rows"] == Policy.objects.count()
    assert "portal 0001_initial" in manifest["migrations"]


WHILE_WRITTEN_TO = """
import sqlite3, sys, django
django.setup()
from django.core.management import call_command
from portal.backup import tables
rows = tables.rows
def meanwhile(model):
    with sqlite3.connect(sys.argv[1]) as other:
        other.execute("UPDATE policies_milestone SET title = title || '!'")
        other.execute("UPDATE portal_source SET note = note || '!'")
    return rows(model)
tables.rows = meanwhile
call_command("backup", sys.argv[2])
"""
KILLED = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from portal.backup import tables
insert = tables.insert
def die(connection, model, found):
    if model._meta.label == "policies.Milestone":
        os.kill(os.getpid(), signal.SIGKILL)
    return insert(connection, model, found)
if sys.argv[2] == "killed":
    tables.insert = die
call_command("restore", sys.argv[1], overwrite=True)
"""


def dump(path, *, index: bool = True) -> dict[str, list]:
    """Every row of every table of a file, including the tables of the text index."""
    with closing(sqlite3.connect(path)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(opened.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in names
            if name not in (PAIRS, CHARACTERS, "sqlite_sequence")
            and (index or not name.startswith((PAIRS, CHARACTERS)))
        }


@needs_sqlite
def test_a_copy_made_while_others_write_is_of_one_moment(tmp_path):
    path = copy_database(tmp_path / "copy.sqlite3")
    made = python(path, WHILE_WRITTEN_TO, str(path), str(tmp_path / "portal.zip"))
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(tmp_path / "portal.zip") as archive:
        of_tables = json.loads(archive.read("manifest.json"))["tables"]
        for label, column in (("policies.Milestone", "title"), ("portal.Source", "note")):
            at = of_tables[label]["columns"].index(column)
            lines = archive.read(f"{label}.jsonl").splitlines()
            assert {json.loads(line)[at].count("!") for line in lines} in ({0}, {1}), label
    assert query(path, "SELECT max(note LIKE '%!!%') FROM portal_source") == [(1,)]


@needs_sqlite
def test_a_restore_that_is_killed_changes_nothing_and_can_be_done_again(tmp_path):
    path = copy_database(tmp_path / "copy.sqlite3")
    zipped = str(backup(tmp_path / "portal.zip"))
    whole = dump(path, index=False)
    query(path, "UPDATE policies_policy SET title = 'verdorben'")
    query(path, "DELETE FROM policies_milestoneerratum")
    before = dump(path)
    assert python(path, KILLED, zipped, "killed").returncode == -9
    assert dump(path) == before
    done = python(path, KILLED, zipped, "whole")
    assert done.returncode == 0, done.stderr
    after = dump(path, index=False)
    assert {name for name in whole if whole[name] != after[name]} == {
        label.lower().replace(".", "_") for label in NEW_REVISION
    }
