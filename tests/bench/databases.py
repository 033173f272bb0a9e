"""The bench's own databases: files of SQLite, or databases of one PostgreSQL server."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / ".data"


class Databases:
    """All of one kind; a URL such as postgres://…/name says how their names begin.

    `group` is the second part of their names, if any.
    """

    def __init__(self, url: str | None = None, group: str = ""):
        url = os.environ.get("BENCH_DATABASE_URL", "") if url is None else url
        self.server, _, prefix = url.rpartition("/")
        self.prefix = "_".join(filter(None, (prefix or "bench", group)))
        DATA.mkdir(exist_ok=True)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.server else "SQLite"

    def name(self, which: str) -> str:
        return f"{self.prefix}_{which}"

    def url(self, which: str) -> str:
        name = self.name(which)
        return f"{self.server}/{name}" if self.server else f"sqlite:///{self.path(which)}"

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
            shutil.copy(self.path(of), self.path(which))

    def drop(self, which: str) -> None:
        if self.server:
            self._sql(f"DROP DATABASE IF EXISTS {self.name(which)}")
        else:
            for more in ("", "-wal", "-shm"):
                Path(f"{self.path(which)}{more}").unlink(missing_ok=True)

    def _rename(self, old: str, new: str) -> None:
        if self.server:
            self._sql(f"ALTER DATABASE {self.name(old)} RENAME TO {self.name(new)}")
        else:
            _settle(self.path(old))
            self.path(old).rename(self.path(new))

    def _exists(self, which: str) -> bool:
        if not self.server:
            return self.path(which).exists()
        asked = f"SELECT 1 FROM pg_database WHERE datname = '{self.name(which)}'"
        return self._sql(asked).strip() == "1"

    def path(self, which: str) -> Path:
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
