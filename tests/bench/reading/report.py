"""The tables of a run, as Markdown, and their place in the README."""

import platform
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.bench.reading.client import tool
from tests.bench.reading.goals import verdicts
from tests.bench.reading.rounds import CPU, DATABASE, ROUNDS, WALL, Side
from tests.bench.reading.run import (
    BY_HAND,
    DATASETTE_SIDE,
    HELLO,
    JOINED,
    KEPT,
    NOT_MODIFIED,
    OURS,
    PLAIN,
    Results,
)

README = Path(__file__).resolve().parents[1] / "README.md"
SIDES = (OURS, KEPT, NOT_MODIFIED, HELLO, BY_HAND, JOINED, DATASETTE_SIDE, PLAIN)


def write(found: list[Results], remark: str, place: str) -> str:
    """The tables, also written into the README in place of those of the last run."""
    begin, end = f"<!-- {place} -->\n", f"<!-- end of {place} -->\n"
    text = "\n".join([_heading(remark), *_goals(found), *(_measured(one) for one in found)])
    before, _, rest = README.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
    return text


def _heading(remark: str) -> str:
    return (
        f"{date.today()}, Python {platform.python_version()}, load by {tool()}"
        f"{', ' if remark else ''}{remark}.\n"
    )


def _goals(found: list[Results]) -> Iterator[str]:
    """A row for each goal, a column for each corpus."""
    columns = [_name(one) for one in found]
    rows: dict[str, list[str]] = {}
    for at, results in enumerate(found):
        for verdict in verdicts(results, _smaller(found, results)):
            row = rows.setdefault(verdict.goal, ["–"] * len(found))
            row[at] = str(verdict)
    rows = {goal: cells for goal, cells in rows.items() if {*cells} != {"–"}}
    yield "**Goals**\n"
    yield _table(["goal", *columns], [[goal, *cells] for goal, cells in rows.items()])


def _smaller(found: list[Results], results: Results) -> Results | None:
    """The next smaller synthetic corpus of the same kind of database."""
    others = [one for one in found if one.kind == results.kind and one.total < results.total]
    synthetic = [one for one in others if one.which.isdigit()]
    return max(synthetic, key=lambda one: one.total, default=None)


def _measured(results: Results) -> str:
    used = [name for name in SIDES if any(name in sides for sides in results.rows.values())]
    rows = [
        [
            f"{results.names[key]}, {results.sizes[key] / 1000:,.0f} kB",
            *(_cell(sides.get(name), results.kind) for name in used),
        ]
        for key, sides in results.rows.items()
    ]
    if results.rates:
        rates = [f"{results.rate(name):,.0f}/s" if name in results.rates else "–" for name in used]
        rows.append(["`/`, 16 readers: pages per second", *rates])
    title = f"**{_name(results)}**: milliseconds of one request, {ROUNDS} rounds\n"
    return "\n".join([title, _table(["question", *used], rows)])


def _name(results: Results) -> str:
    return f"{results.kind}, {results.total:,} entries"


def _cell(side: Side | None, kind: str) -> str:
    """CPU ± spread (of it PostgreSQL's) / wall."""
    if side is None:
        return "–"
    of_database = f" ({_short(side.median(DATABASE))})" if kind == "PostgreSQL" else ""
    cpu = f"{_short(side.median(CPU))} ± {_short(side.spread(CPU))}"
    return f"{cpu}{of_database} / {_short(side.median(WALL))}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
