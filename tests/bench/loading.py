"""Times load_bulk beside bare COPY or executemany: python -m tests.bench.loading N.

Bare means: the same rows of the same tables with the same indexes and the same text index, out of
memory, with SQLite's usual settings. Each side runs in a process of its own, on a database that
has the bodies and nothing else.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.databases import Databases

HERE = Path(__file__).resolve().parents[2]
OURS, BARE = "loading_ours", "loading_bare"
CHANGE_SETS = "portal_changeset"
AT_ONCE = 50_000  # rows that are read, and then written


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

    clock = _Clock()
    with clock.running():
        call_command("load_bulk", file, stdout=StringIO())
    print(json.dumps(clock.seconds))


def bare(file: str, source: str) -> None:
    from django.db import connection, transaction

    other, clock = _connected(source), _Clock()
    write = _copy if connection.vendor == "postgresql" else _execute
    with ExitStack() as opened:
        cursor = opened.enter_context(other.cursor())
        opened.enter_context(transaction.atomic())
        write(cursor, clock)
        with clock.running():
            opened.close()  # commits
    print(json.dumps(clock.seconds))


class _Clock:
    """Adds up seconds of CPU, those of PostgreSQL's backend among them, and on the wall."""

    def __init__(self):
        from django.db import connection

        connection.settings_dict["CONN_MAX_AGE"] = None  # one backend, whose seconds are read
        connection.ensure_connection()
        self.backend = connection.vendor != "sqlite" and connection.connection.info.backend_pid
        self.seconds = {"cpu": 0.0, "wall": 0.0}

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), self._cpu()
        yield
        self.seconds["cpu"] += self._cpu() - cpu
        self.seconds["wall"] += time.perf_counter() - wall

    def _cpu(self) -> float:
        path = Path(f"/proc/{self.backend}/schedstat")
        return time.process_time() + (int(path.read_text().split()[0]) / 1e9 if self.backend else 0)


def _connected(source: str):
    """Another connection, to the database that load_bulk has filled."""
    from django.db import connections
    from django.db.utils import load_backend

    from portal.serving import environment

    os.environ["DATABASE_URL"] = source
    given = connections["default"].settings_dict | environment.database("DATABASE_URL", HERE)
    return load_backend(given["ENGINE"]).DatabaseWrapper(given, "source")


def _rows(other, table: str, columns: list[str]) -> Iterator[list[tuple]]:
    """What load_bulk has written into a table, so much at a time as memory holds."""
    from portal.models import ChangeSet

    names = ", ".join(f'"{name}"' for name in columns)
    last = ChangeSet.objects.order_by("pk").last().pk  # those of the bodies are there already
    own = f"WHERE id > {last}" if table == CHANGE_SETS else ""
    other.execute(f"SELECT {names} FROM {table} {own}")
    yield from _parts(other)


def _texts(other) -> Iterator[list[tuple]]:
    """The texts of the index, in the order in which it is quickest to write."""
    other.execute(
        "SELECT document.id, document.start, folded, marks FROM portal_documenttext"
        " JOIN portal_document AS document ON document.id = document_id ORDER BY 2, 1"
    )
    yield from _parts(other)


def _parts(other) -> Iterator[list[tuple]]:
    while part := other.fetchmany(AT_ONCE):
        yield part


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


def _execute(other, clock: _Clock) -> None:
    from django.db import connection

    from portal.index.text_index import sqlite

    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            marks = ", ".join(["%s"] * len(columns))
            names = ", ".join(f'"{name}"' for name in columns)
            for rows in _rows(other, table, columns):
                with clock.running():
                    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        for texts in _texts(other):
            with clock.running():
                sqlite.write(connection, texts)
        with clock.running():
            sqlite.optimize(cursor)


def _copy(other, clock: _Clock) -> None:
    from django.db import connection

    from portal.index.text_index import postgresql

    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {postgresql.INDEX}")
        for table, columns in _tables().items():
            names = ", ".join(f'"{name}"' for name in columns)
            for rows in _rows(other, table, columns):
                with clock.running():
                    text = StringIO("".join("\t".join(map(_as_text, row)) + "\n" for row in rows))
                    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)
        with clock.running():
            connection.check_constraints()
            postgresql.complete(connection)


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
