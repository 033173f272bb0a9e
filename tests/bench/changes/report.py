"""One table in Markdown: each measurement on both sides, and whether it keeps its bound."""

import sys
from collections import defaultdict
from statistics import median

from tests.bench.changes.sides import Took

# Seconds until the answer.
BOUNDS = {
    "renaming the commonest body": 2,
    "the page of a merger": 0.5,
    "a merger": 5,
    "a save that changes a title": 0.3,
    "load_catalogue, all of it there": 1,
}


class Report:
    """Seconds, of each the best run: what else the machine does can only add to it."""

    def __init__(self, sides: list[str]):
        self.sides = sides
        self.took: dict[str, dict[str, list[Took]]] = defaultdict(lambda: defaultdict(list))
        self.said: dict[str, dict[str, str]] = defaultdict(dict)

    def add(self, what: str, side: str, took: Took) -> None:
        self.took[what][side].append(took)
        _tell(f"{what}, {side}: {_short(took.wall)} s, computing {_short(took.cpu)} s")

    def say(self, what: str, side: str, said: str) -> None:
        self.said[what][side] = said
        _tell(f"{what}, {side}: {said}")

    def table(self) -> str:
        columns = ["", *(f"{side}, {how}" for side in self.sides for how in ("wall", "computing"))]
        lines = [[*columns, "bound"], ["---"] * (len(columns) + 1)]
        for what, of_sides in self.took.items():
            cells = [cell for side in self.sides for cell in _cells(of_sides[side])]
            lines.append([what, *cells, self._verdict(what)])
        for what, said in self.said.items():
            cells = [cell for side in self.sides for cell in (said.get(side, "–"), "")]
            lines.append([what, *cells, ""])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _verdict(self, what: str) -> str:
        runs = self.took[what][self.sides[-1]]
        if what not in BOUNDS or not runs:
            return ""
        wall, cpu = (min(getattr(took, part) for took in runs) for part in ("wall", "cpu"))
        if wall <= BOUNDS[what]:
            return f"≤ {BOUNDS[what]} s: within"
        return f"≤ {BOUNDS[what]} s: over{', computing within' if cpu <= BOUNDS[what] else ''}"


def _tell(sentence: str) -> None:
    """At once: a run takes long, and may end early."""
    print(f"  {sentence}", file=sys.stderr, flush=True)


def _cells(runs: list[Took]) -> list[str]:
    return [_both(runs, "wall"), _both(runs, "cpu")] if runs else ["–", "–"]


def _both(runs: list[Took], part: str) -> str:
    values = [getattr(took, part) for took in runs]
    return f"{_short(min(values))} / {_short(median(values))}" if any(values) else "–"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
