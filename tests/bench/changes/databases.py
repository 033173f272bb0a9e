"""The databases that are changed: copies of one corpus, a file of SQLite or one of PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / ".data"


class Databases:
    """All of one kind; BENCH_DATABASE_URL=postgres://…/name says how their names begin."""

    def __init__(self, count: int):
        self.server, _, prefix = os.environ.get("BENCH_DATABASE_URL", "").rpartition("/")
        self.prefix = f"{prefix or 'bench'}_changes_{count}"
        DATA.mkdir(exist_ok=True)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.server else "SQLite"

    def name(self, which: str) -> str:
        return f"{self.prefix}_{which}"

    def url(self, which: str) -> str:
        name = self.name(which)
        return f"{self.server}/{name}" if self.server else f"sqlite:///{self._path(which)}"

    def make(self, which: str, fill: Callable[[str], None]) -> None:
        """Makes it where it is not there, by filling another one first: half of one is none."""
        if self._exists(which):
            return
        self.drop("half")
        if self.server:
            self._sql(f"CREATE DATABASE {self.name('half')}")
        fill("half")
        self._rename("half", which)

    def copy(self, of: str, which: str) -> None:
        self.drop(which)
        if self.server:
            self._sql(f"CREATE DATABASE {self.name(which)} TEMPLATE {self.name(of)}")
        else:
            shutil.copy(self._path(of), self._path(which))

    def drop(self, which: str) -> None:
        if self.server:
            self._sql(f"DROP DATABASE IF EXISTS {self.name(which)}")
        else:
            for more in ("", "-wal", "-shm"):
                Path(f"{self._path(which)}{more}").unlink(missing_ok=True)

    def _rename(self, old: str, new: str) -> None:
        if self.server:
            self._sql(f"ALTER DATABASE {self.name(old)} RENAME TO {self.name(new)}")
        else:
            _settle(self._path(old))
            self._path(old).rename(self._path(new))

    def _exists(self, which: str) -> bool:
        if not self.server:
            return self._path(which).exists()
        asked = f"SELECT 1 FROM pg_database WHERE datname = '{self.name(which)}'"
        return self._sql(asked).strip() == "1"

    def _path(self, which: str) -> Path:
        return DATA / f"{self.name(which)}.sqlite3"

    def _sql(self, sql: str) -> str:
        asked = ["psql", "--no-psqlrc", "-qAt", "-c", sql, f"{self.server}/postgres"]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def _settle(path: Path) -> None:
    """All of it in the one file that is copied."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA journal_mode=DELETE")
