"""The portal of one commit, served in processes of its own, and what it takes to answer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.changes.browser import PASSWORD, Browser

HERE = Path(__file__).resolve().parents[3]
QUIET, STILL = 0.3, 0.003  # seconds looked at; seconds of computing that are still nothing
CURATORS = ("first", "second", "third")


@dataclass(frozen=True)
class Took:
    """Seconds until the answer; seconds of computing, the database's own too."""

    wall: float
    cpu: float


@dataclass
class Side:
    """`checkout` is the code, `url` its database."""

    name: str
    checkout: Path
    url: str
    host: str = ""
    master: subprocess.Popen | None = None

    def manage(self, *words: str, **more: str) -> str:
        asked = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            asked, cwd=self.checkout, env=self._environment(**more), capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(words)}: {done.stderr[-3000:]}")
        return done.stdout

    def make_curators(self) -> None:
        for name in CURATORS:
            self.manage(
                *("createsuperuser", "--noinput", "--username", name, "--email", "no@example.org"),
                DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            )

    @contextmanager
    def served(self, workers: int = 2) -> Iterator[None]:
        """By gunicorn, as `make run` serves it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.host = f"http://127.0.0.1:{port}/"
        words = ["--config", "portal/serving/gunicorn.py", "--workers", str(workers)]
        self.master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words, "--timeout", "1200"],
            cwd=self.checkout,
            env=self._environment(PORT=str(port), CACHE_URL="locmemcache://bench"),
            stdout=subprocess.DEVNULL,
        )
        try:
            self._wait()
            self.settle()
            yield
        finally:
            self.master.terminate()
            self.master.wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                if Browser(self.host).get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"{self.name} does not start")

    def curator(self, name: str = CURATORS[0]) -> Browser:
        browser = Browser(self.host)
        answer = browser.log_in(name)
        if answer.status != 302:
            raise RuntimeError(f"{self.name}: no login: {answer.said()}")
        return browser

    def timed(self, act: Callable) -> tuple[Took, object]:
        """What it takes until the answer; what follows the answer before has been done by then."""
        self.settle()
        began, before = time.perf_counter(), self._computing()
        answer = act()
        wall, after = time.perf_counter() - began, self._computing()
        cpu = sum(max(0, spent - before.get(process, 0)) for process, spent in after.items())
        return Took(wall, cpu), answer

    def settle(self) -> None:
        """Wait until the processes have nothing left to do."""
        spent = -1.0
        while (now := sum(self._computing().values())) - spent > STILL:
            spent = now
            time.sleep(QUIET)

    def _computing(self) -> dict[str, float]:
        """Process → seconds that it has computed; Linux alone tells."""
        database = self.url.rpartition("/")[2]
        found = {}
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and self._is_ours(process, database):
                found[process.name] = sum(map(_spent, process.glob("task/*/schedstat")))
        return found

    def _is_ours(self, process: Path, database: str) -> bool:
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().split()
        except OSError:
            return False
        is_backend = words[:1] == ["postgres:"] and database in words
        return parent == str(self.master.pid) or is_backend

    def _environment(self, **more: str) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONWARNINGS": "ignore",
            **more,
        }

    def load_catalogue(self) -> tuple[Took, float]:
        """Of the command on a database that has it all: time, and the peak of memory in MB."""
        began = time.perf_counter()
        running = subprocess.Popen(
            [sys.executable, "manage.py", "load_catalogue"],
            cwd=self.checkout,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            raise RuntimeError(f"{self.name}: load_catalogue failed")
        took = Took(time.perf_counter() - began, used.ru_utime + used.ru_stime)
        return took, used.ru_maxrss / 1024


def _spent(path: Path) -> float:
    try:
        return int(path.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
