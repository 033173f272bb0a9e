"""One database with the catalogue in it, made once in a run of the tests; each process has a copy.

Migrating and loading takes twenty seconds, and copying half a second. The prepared database stays
when the tests are over; `--reuse-db` takes it again if migrations and fixtures are still the same.
"""

import fcntl
import hashlib
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ON_SQLITE = connection.vendor == "sqlite"
OF_TESTS = connection.creation._get_test_db_name()
# The tests of a third record type run in a process of their own, and copy that of their parent.
GIVEN = os.environ.get("PREPARED_DATABASE")
NAME = GIVEN or OF_TESTS
READ = ["*/migrations/**/*.py", "fixtures/**/*"]


def prepare(run: str, reuse: bool) -> None:
    """Make the prepared database, unless a process of this run has made it, or may `reuse` it."""
    if GIVEN:
        return
    note = settings.BASE_DIR / ".data" / f"{Path(NAME).stem}-{connection.vendor}.prepared"
    note.parent.mkdir(exist_ok=True)
    with note.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of two processes, the second waits, and copies
        file.seek(0)
        of_run, _, of_state = file.read().partition(" ")
        if of_run == run or (reuse and of_state == _state() and _is_there()):
            return
        file.truncate(0)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("load_catalogue", verbosity=0, stdout=io.StringIO())
        connection.close()
        file.write(f"{run} {_state()}")


@contextmanager
def copy_of_its_own(process: str) -> Iterator[None]:
    """This process works on a copy, which is deleted in the end."""
    own = f"{OF_TESTS}_{process}"
    copy(own)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = own
    yield
    connection.close()
    drop(own)


def copy_again() -> None:
    """Undo all that tests have committed."""
    connection.close()
    copy(connection.settings_dict["NAME"])


def copy(name: str) -> None:
    """Copy the prepared database, to a file on SQLite; what has this name is replaced."""
    if ON_SQLITE:  # into the file that is there, which threads of a server may have open
        with closing(sqlite3.connect(NAME)) as source, closing(sqlite3.connect(name)) as target:
            source.backup(target)
        return
    drop(name)
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(NAME)}")


def drop(name: str) -> None:
    if ON_SQLITE:
        for more in ("", "-wal", "-shm"):
            Path(f"{name}{more}").unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def _state() -> str:
    """A digest of what the prepared database is made of."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in READ for path in settings.BASE_DIR.glob(pattern)):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_there() -> bool:
    if ON_SQLITE:
        return Path(NAME).exists()
    with connection._nodb_cursor() as cursor:
        return connection.creation._database_exists(cursor, NAME)
