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

from tests import prepared

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
    # Not a copy of the test database, where keys have grown if tests have made records.
    if connection.vendor == "sqlite":
        path = folder / "portal.sqlite3"
        prepared.copy(str(path))
        yield f"sqlite:///{path}"
        return
    of = settings.DATABASES["default"]
    name = f"{of['NAME']}_own"
    prepared.copy(name)
    try:
        yield f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT'] or 5432}/{name}"
    finally:
        prepared.drop(name)


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
