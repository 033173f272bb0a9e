"""Times load_bulk beside bare COPY or executemany: python -m tests.bench.loading N.

Bare means: the same rows of the same tables with the same indexes and the same text index, out of
memory. Each side runs in a process of its own, on a database that
has the bodies and nothing else.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.databases import Databases

HERE = Path(__file__).resolve().parents[2]
OURS, BARE = "loading_ours", "loading_bare"
CHANGE_SETS = "portal_changeset"


def measure(databases: Databases, count: int) -> dict[str, dict[str, float]]:
    """Side → seconds of CPU (PostgreSQL's too) and on the wall."""
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "corpus.jsonl")
        found = {}
        for side in (OURS, BARE):
            databases.drop(side)
            databases.make(
                side, lambda name: _run(databases.url(name), "prepare", str(count), file)
            )
            source = databases.url(OURS)
            found[side] = json.loads(_run(databases.url(side), side, file, source))
        for side in (OURS, BARE):
            databases.drop(side)
        return found


def _run(url: str, *words: str) -> str:
    command = [sys.executable, "-m", "tests.bench.loading", *words]
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.splitlines()[-1] if done.stdout else ""


# In a process of one database


def prepare(count: str, file: str) -> None:
    """Migrate, write the bodies, and the file unless it is there."""
    from django.core.management import call_command

    from tests.bench.management.commands import make_corpus
    from tests.bench.synthetic import entries

    call_command("migrate", verbosity=0)
    make_corpus.make_source_and_bodies()
    if not Path(file).exists():
        made = entries(int(count), 0, make_corpus.source_texts())
        with Path(file).open("w", encoding="utf-8") as written:
            for line in make_corpus.lines(made):
                written.write(json.dumps(line, ensure_ascii=False) + "\n")


def ours(file: str, source: str) -> None:
    from django.core.management import call_command

    print(json.dumps(_timed(lambda: call_command("load_bulk", file, stdout=io.StringIO()))))


def bare(file: str, source: str) -> None:
    from django.db import connection

    rows, texts = _rows_of(source)
    if connection.vendor == "postgresql":
        print(json.dumps(_timed(lambda: _copy(rows))))
    else:
        print(json.dumps(_timed(lambda: _execute(rows, texts))))


def _timed(call: Callable[[], object]) -> dict[str, float]:
    from django.db import connection

    connection.settings_dict["CONN_MAX_AGE"] = None  # one backend, whose seconds are read
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid if connection.vendor != "sqlite" else 0

    def now() -> float:
        path = Path(f"/proc/{backend}/schedstat")
        of_backend = int(path.read_text().split()[0]) / 1e9 if backend else 0
        return time.process_time() + of_backend

    wall, cpu = time.perf_counter(), now()
    call()
    return {"cpu": now() - cpu, "wall": time.perf_counter() - wall}


def _rows_of(source: str) -> tuple[dict[str, list[tuple]], list[tuple]]:
    """The rows of each table that load_bulk has written, and the texts of the index."""
    from django.db import connections
    from django.db.utils import load_backend

    from portal.models import ChangeSet
    from portal.serving import environment

    os.environ["DATABASE_URL"] = source
    given = connections["default"].settings_dict | environment.database("DATABASE_URL", HERE)
    other = load_backend(given["ENGINE"]).DatabaseWrapper(given, "source")
    with other.cursor() as cursor:
        rows = {}
        for table, columns in _tables().items():
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(f"SELECT {names} FROM {table}")
            rows[table] = cursor.fetchall()
        last = ChangeSet.objects.latest("pk").pk  # those of the bodies are there already
        rows[CHANGE_SETS] = [row for row in rows[CHANGE_SETS] if row[0] > last]
        cursor.execute(
            "SELECT document.id, document.start, folded, marks FROM portal_documenttext"
            " JOIN portal_document AS document ON document.id = document_id"
        )
        return rows, cursor.fetchall()


def _tables() -> dict[str, list[str]]:
    """Table → columns: those of records and of the index, in the order in which to write them."""
    from django.apps import apps

    from portal.models import ChangeSet, Combination, Document, DocumentLink, DocumentText
    from portal.models.base import parts_of
    from portal.record_types import listed

    records = [type_.model for type_ in listed()]
    records += [part for model in records for part in parts_of(model)]
    history = [model.history.model for model in records]
    wanted = [*records, *history, DocumentText, Document, DocumentLink]
    ordered = [model for model in apps.get_models() if model in wanted[: len(records)]]
    return {
        model._meta.db_table: [one.column for one in model._meta.local_concrete_fields]
        for model in (ChangeSet, Combination, *ordered, *wanted[len(records) :])
    }


def _execute(rows: dict[str, list[tuple]], texts: list[tuple]) -> None:
    from django.db import connection, transaction

    from portal.index.text_index import sqlite

    with transaction.atomic(), connection.cursor() as cursor:
        for table, of_table in rows.items():
            marks = ", ".join(["%s"] * len(_tables()[table]))
            names = ", ".join(f'"{name}"' for name in _tables()[table])
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", of_table)
        with sqlite.filled_later(connection):
            sqlite.write(connection, texts)


def _copy(rows: dict[str, list[tuple]]) -> None:
    from django.db import connection, transaction

    from portal.index.text_index import postgresql

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {postgresql.INDEX}")
        for table, of_table in rows.items():
            names = ", ".join(f'"{name}"' for name in _tables()[table])
            text = io.StringIO()
            for row in of_table:
                text.write("\t".join(map(_as_text, row)) + "\n")
            text.seek(0)
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)
        connection.check_constraints()
        postgresql._create_index(cursor)


def _as_text(value) -> str:
    if value is None:
        return r"\N"
    text = str(value)
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")


def main() -> None:
    if len(sys.argv) == 2:
        for side, took in measure(Databases(), int(sys.argv[1])).items():
            print(side, took)
        return
    import django

    django.setup()
    {"prepare": prepare, OURS: ours, BARE: bare}[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
