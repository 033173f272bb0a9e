"""The site and the yardsticks, each in processes of its own, and what they compute and hold."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

HERE = Path(__file__).resolve().parents[3]
NOTHING_KEPT = {"CACHE_URL": "dummycache://"}


@dataclass
class Server:
    """`process` is the parent of those that answer, or answers itself."""

    port: int
    process: subprocess.Popen
    database: str = ""
    _seen: dict[str, float] = field(default_factory=dict)

    def workers(self) -> list[str]:
        found = [one.name for one in _processes() if _parent(one) == str(self.process.pid)]
        return found or [str(self.process.pid)]

    def computed(self) -> tuple[float, float]:
        """Seconds computed so far: by the processes that answer, by PostgreSQL's for them."""
        own = sum(_spent(one) for one in self.workers())
        return own, sum(self._backends()) if self.database else 0.0

    def _backends(self) -> Iterator[float]:
        """The seconds of each; of those that have ended too, as they were last seen."""
        for one in _processes():
            if _is_backend(one, self.database):
                self._seen[one.name] = _spent(one.name)
        yield from self._seen.values()

    def memory(self) -> tuple[float, float]:
        """(without the database's file, which SQLite maps; all) of the largest worker, in MB."""
        return max(map(_memory, self.workers()))


@contextmanager
def site(url: str, workers: int = 1, **environment: str) -> Iterator[Server]:
    """The portal as `make run` serves it."""
    with _gunicorn("portal.wsgi", "portal.settings", url, workers, environment) as server:
        yield server


@contextmanager
def yardstick(settings: str, url: str, pages: Path) -> Iterator[Server]:
    """A Django project of the yardsticks on the same server, with one worker."""
    package = "tests.bench.reading.yardsticks"
    more = {"BENCH_PAGES": str(pages)}
    app, settings = f"{package}.wsgi", f"{package}.{settings}"
    with _gunicorn(app, settings, url, 1, more) as server:
        yield server


@contextmanager
def datasette(program: Path, database: Path) -> Iterator[Server]:
    port = _free_port()
    limits = ("sql_time_limit_ms", "facet_time_limit_ms")
    words = [str(program), str(database), "--port", str(port)]
    words += [word for name in limits for word in ("--setting", name, "600000")]
    words += ["--setting", "max_returned_rows", "2000"]
    with _running(words, port, os.environ | {}, "/-/versions.json") as process:
        yield Server(port, process)


@contextmanager
def _gunicorn(app, settings, url, workers, environment) -> Iterator[Server]:
    port = _free_port()
    given = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "off",
        "PORT": str(port),
        "PYTHONWARNINGS": "ignore",
        **environment,
    }
    words = [sys.executable, "-m", "gunicorn", "--config", "portal/serving/gunicorn.py"]
    words += ["--workers", str(workers), "--timeout", "600", app]
    ready = "/healthz" if settings == "portal.settings" else "/"
    with _running(words, port, given, ready) as process:
        name = url.rpartition("/")[2] if url.startswith("postgres") else ""
        yield Server(port, process, name)


@contextmanager
def _running(words: list[str], port: int, environment: dict, ready: str) -> Iterator:
    with TemporaryFile() as said:  # a pipe that nobody reads would be full some day
        process = subprocess.Popen(
            words, cwd=HERE, env=environment, stdout=subprocess.DEVNULL, stderr=said
        )
        try:
            _wait(process, port, ready, said)
            yield process
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen, port: int, ready: str, said: IO[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(said.read().decode()[-3000:])
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", ready)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args[0]} does not answer")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _processes() -> Iterator[Path]:
    return (one for one in Path("/proc").iterdir() if one.name.isdigit())


def _parent(process: Path) -> str:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def _is_backend(process: Path, database: str) -> bool:
    try:
        words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().split()
    except OSError:
        return False
    return words[:1] == ["postgres:"] and database in words


def _spent(process: str) -> float:
    """Seconds computed by all threads."""
    total = 0
    for path in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            total += int(path.read_text().split()[0])
        except OSError:
            continue  # the thread has ended
    return total / 1e9


def _memory(process: str) -> tuple[float, float]:
    own, mapped, of_database = 0, 0, False
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            of_database = ".sqlite3" in line
        elif words[0] == "Rss:":
            own += 0 if of_database else int(words[1])
            mapped += int(words[1]) if of_database else 0
    return own / 1024, (own + mapped) / 1024
