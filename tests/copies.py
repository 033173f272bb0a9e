"""Databases of their own for other processes: a copy of the test database, or a new one."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies a file of SQLite")


def copy_database(path: Path, of: Path | None = None) -> Path:
    """Copies what has been committed, which of the test database is the catalogue."""
    name = of or settings.DATABASES["default"]["NAME"]
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    return path


def query(path: Path, sql: str, *params) -> list[tuple]:
    with closing(sqlite3.connect(path)) as opened, opened:
        return opened.execute(sql, params).fetchall()


def python(path: Path, code: str, *words: str, **environment: str) -> subprocess.CompletedProcess:
    """`code` in a process of its own, on this database."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x",
            "DEBUG": "on",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": f"sqlite:///{path}",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[str]:
    """The address of a database of its own with the catalogue in it."""
    # Not a copy of the test database, where keys have grown if tests have loaded it again.
    if connection.vendor == "sqlite":
        yield f"sqlite:///{copy_database(folder / 'portal.sqlite3', _filled(folder))}"
        return
    of = settings.DATABASES["default"]
    name = f"{of['NAME']}_own_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        login = f"{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT'] or 5432}"
        yield _with_catalogue(f"postgres://{login}/{name}")
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _filled(folder: Path) -> Path:
    """A file that is made once in a run of the tests, since migrating takes a third of a minute.

    Of two workers that make it at once, the second replaces what the first has made.
    """
    workers = "PYTEST_XDIST_WORKER" in os.environ
    filled = folder.parents[1 if workers else 0] / "catalogue.sqlite3"
    if not filled.exists():
        made = folder / "catalogue.sqlite3"
        _with_catalogue(f"sqlite:///{made}")
        copy_database(folder / "whole.sqlite3", made).replace(filled)
    return filled


def _with_catalogue(url: str) -> str:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for command in ("migrate", "load_catalogue"):
        manage([command], env)
    return url


def manage(command: list[str], env: dict[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
