"""A copy of the test database as a file of its own, for processes that are killed."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies a file of SQLite")


def copy_database(path: Path) -> Path:
    """What has been committed: the catalogue."""
    name = settings.DATABASES["default"]["NAME"]
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
