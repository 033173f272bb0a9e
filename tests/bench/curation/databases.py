"""The databases that are measured, and which of them Django asks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / ".data"
_connections: dict[str, object] = {}  # kept open, as between two requests


def settle(name: str) -> None:
    """The settings read the environment as soon as they are imported."""
    DATA.mkdir(exist_ok=True)
    os.environ["DATABASE_URL"] = url(name)
    os.environ["CACHE_URL"] = "locmemcache://bench"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def start() -> None:
    import django

    django.setup()
    _make()


def url(name: str) -> str:
    given = os.environ.get("BENCH_DATABASE_URL")
    return f"{given}_{name}" if given else f"sqlite:///{DATA}/bench-{name}.sqlite3"


@contextmanager
def asking(name: str) -> Iterator[None]:
    """Within, the default database is the one of this name; it is made where there is none."""
    from django.db import connections
    from environ import Env

    usual = connections["default"]
    if name not in _connections:
        settings = {**usual.settings_dict, **Env.db_url_config(url(name))}
        _connections[name] = type(usual)(settings, "default")
    connections["default"] = _connections[name]
    try:
        _make()
        yield
    finally:
        connections["default"] = usual


def make_anew() -> None:
    """The default database, without anything in it."""
    from django.db import connection

    connection.close()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        for more in ("", "-wal", "-shm"):
            Path(f"{name}{more}").unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        _make()


def _make() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        return  # by connecting
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
