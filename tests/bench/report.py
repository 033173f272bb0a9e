"""Markdown tables, and whether a figure keeps its bound."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tests.bench.clock import Times


@dataclass(frozen=True)
class Bound:
    """`most` is of the same measure as what is held against it."""

    name: str
    most: float

    def verdict(self, value: float) -> str:
        return f"{self.name}: {'within' if value <= self.most else 'over'}"


def heading(count: int, times: int) -> str:
    return (
        f"{_database()}, Python {platform.python_version()}, {date.today()}; {count:,} entries;"
        f" milliseconds, best / median of {times} runs"
    )


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join([f"\n**{title}**\n", *(f"| {' | '.join(line)} |" for line in lines)])


def milliseconds(times: Times, part: str = "database") -> str:
    return f"{_short(times.best(part))} / {_short(times.median(part))}"


def ratio(value: float, other: float) -> str:
    return f"{value / other:.2f}" if other else "–"


def megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f} MB"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _database() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
