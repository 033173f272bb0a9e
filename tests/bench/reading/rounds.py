"""The same question asked of each side in turn: what it computes, and how long it takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from tests.bench.reading.client import Answer
from tests.bench.reading.servers import Server

ROUNDS, FEW_ROUNDS, SLOW = 7, 3, 0.5  # a side that computes SLOW seconds is asked FEW_ROUNDS times
BLOCK, MOST = 0.06, 40  # seconds of a block of requests; at most so many requests
CPU, DATABASE, WALL = 0, 1, 2


@dataclass
class Side:
    """`ask` asks once; the figures of each round are milliseconds of one request.

    CPU is that of the server's process and of its database's processes; DATABASE is the latter.
    """

    name: str
    server: Server
    ask: Callable[[], Answer]
    figures: list[tuple[float, float, float]] = field(default_factory=list)
    number: int = 1

    def settle(self) -> None:
        """The first request fills what a process keeps; the second says how many make a block."""
        self.ask()
        cpu, _, _ = self._block(1)
        self.number = max(1, min(MOST, int(BLOCK * 1000 / max(cpu, 0.1))))

    def measure(self, round_: int) -> None:
        slow = self.figures and self.figures[0][CPU] > SLOW * 1000
        if not slow or round_ < FEW_ROUNDS:
            self.figures.append(self._block(self.number))

    def _block(self, number: int) -> tuple[float, float, float]:
        own, database = self.server.computed()
        began = time.perf_counter()
        for _ in range(number):
            self.ask()
        wall = time.perf_counter() - began
        own_after, database_after = self.server.computed()
        of_database = database_after - database
        spent = own_after - own + of_database, of_database, wall
        return tuple(seconds * 1000 / number for seconds in spent)

    def median(self, figure: int) -> float:
        return median(row[figure] for row in self.figures)

    def spread(self, figure: int) -> float:
        """The median distance from the median."""
        middle = self.median(figure)
        return median(abs(row[figure] - middle) for row in self.figures)


def in_turn(sides: list[Side]) -> dict[str, Side]:
    """Each side in its turn, so that the machine's moods fall on all of them alike."""
    for side in sides:
        side.settle()
    for round_ in range(ROUNDS):
        for side in sides:
            side.measure(round_)
    return {side.name: side for side in sides}
