"""How long something takes: on the wall, and of that in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.core.cache import cache
from django.db import connection
from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True)
class Time:
    """Milliseconds."""

    wall: float
    database: float


@dataclass(frozen=True)
class Times:
    """Of several runs of the same."""

    runs: list[Time]

    def best(self, part: str) -> float:
        return min(getattr(run, part) for run in self.runs)

    def median(self, part: str) -> float:
        return median(getattr(run, part) for run in self.runs)


class _Clock:
    def __init__(self):
        self.seconds = 0.0

    def cursor(self, cursor) -> CursorWrapper:
        return _TimedCursor(cursor, connection, self)

    def timed(self, call: Callable, *args):
        started = perf_counter()
        try:
            return call(*args)
        finally:
            self.seconds += perf_counter() - started


class _TimedCursor(CursorWrapper):
    """SQLite finds its rows as they are fetched: that is its time as much as executing is."""

    def __init__(self, cursor, db, clock: _Clock):
        super().__init__(cursor, db)
        self.clock = clock

    def execute(self, *args):
        return self.clock.timed(super().execute, *args)

    def executemany(self, *args):
        return self.clock.timed(super().executemany, *args)

    def fetchone(self):
        return self.clock.timed(self.cursor.fetchone)

    def fetchmany(self, *args):
        return self.clock.timed(self.cursor.fetchmany, *args)

    def fetchall(self):
        return self.clock.timed(self.cursor.fetchall)


def measure(call: Callable[[], object]) -> Time:
    clock = _Clock()
    connection.make_cursor = clock.cursor
    started = perf_counter()
    try:
        call()
        return Time((perf_counter() - started) * 1000, clock.seconds * 1000)
    finally:
        del connection.make_cursor


def cold(call: Callable[[], object]) -> Callable[[], Time]:
    """A measurement with nothing kept."""

    def run() -> Time:
        cache.clear()
        return measure(call)

    return run


def warm(call: Callable[[], object]) -> Callable[[], Time]:
    """A measurement with what the run before has left."""
    return lambda: measure(call)


def interleaved(times: int, **ways: Callable[[], Time]) -> dict[str, Times]:
    """Each way in its turn, so that the machine's moods fall on all of them alike."""
    found: dict[str, list[Time]] = {name: [] for name in ways}
    for _ in range(times):
        for name, run in ways.items():
            found[name].append(run())
    return {name: Times(runs) for name, runs in found.items()}
