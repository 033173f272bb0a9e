"""The goals: each as a ratio or figure of one run, and whether it is met."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench import loading
from tests.bench.reading.downloads import Downloads
from tests.bench.reading.rounds import CPU, Side
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

SMALL, LARGE = 1_000, 500_000  # entries: a catalogue like the real one; one that is large
LEAST = {"first": 100, "filtered": 8, "common": 12}  # times less CPU than Datasette
API = "api"  # the question's key
LESS_THAN_BOTH = ("rare", "deep", "last", "record")  # than Datasette and the plain site
# From one corpus to one of ten times the size.
GROWN = {"first": 1.3, "record": 1.3, "deep": 1.3, "last": 1.3}
GROWN_AS_SQL = {"filtered": 1.5, "common": 1.5}  # times the growth of the best SQL


@dataclass(frozen=True)
class Verdict:
    """`found` is written beside the goal; `met` is None where nothing was measured."""

    goal: str
    found: str
    met: bool | None

    def __str__(self) -> str:
        if self.met is None:
            return "–"
        return f"{self.found}: {'met' if self.met else '**over**'}"


def verdicts(results: Results, smaller: Results | None) -> Iterator[Verdict]:
    """`smaller` are those of the next smaller synthetic corpus in the same database, if any."""
    if results.total < SMALL:
        yield _beside_hello(results)
    elif results.kind == "SQLite":
        yield from _beside_datasette(results)
    else:
        yield from _beside_sql(results)
    yield _any_page(results)
    if API in results.rows:
        yield _page_of_api(results)
    yield _rate(results, KEPT, 0.7)
    yield _rate(results, NOT_MODIFIED, 0.9)
    if results.downloads:
        yield from _downloads(results.downloads)
    if results.crowd:
        yield from _crowd(results)
    if smaller:
        yield from _growth(results, smaller)
    if results.loading:
        yield _loading(results)


def _cpu(sides: dict[str, Side], name: str) -> float:
    return sides[name].median(CPU)


def _beside_hello(results: Results) -> Verdict:
    sides = results.rows["first"]
    ratio = _cpu(sides, OURS) / _cpu(sides, HELLO)
    return Verdict("`/`: ≤ 10 × hello", f"{ratio:.1f} ×", ratio <= 10)


def _beside_datasette(results: Results) -> Iterator[Verdict]:
    for key, least in LEAST.items():
        sides = results.rows[key]
        if DATASETTE_SIDE not in sides:
            return
        ratio = _cpu(sides, DATASETTE_SIDE) / _cpu(sides, OURS)
        goal = f"{results.names[key]}: ≥ {least} × less than Datasette"
        yield Verdict(goal, f"{ratio:.1f} ×", ratio >= least)
    for key in LESS_THAN_BOTH:
        if key in results.rows:
            sides = results.rows[key]
            ratio = _cpu(sides, OURS) / min(_cpu(sides, DATASETTE_SIDE), _cpu(sides, PLAIN))
            goal = f"{results.names[key]}: less than Datasette and plain Django"
            yield Verdict(goal, f"{ratio:.2f} × the lesser", ratio < 1)


def _beside_sql(results: Results) -> Iterator[Verdict]:
    for key in (*LEAST, *LESS_THAN_BOTH):
        if key in results.rows:
            sides = results.rows[key]
            ratio = _cpu(sides, OURS) / _cpu(sides, BY_HAND)
            goal = f"{results.names[key]}: ≤ 2 × the best SQL"
            yield Verdict(goal, f"{ratio:.1f} ×", ratio <= 2)


def _any_page(results: Results) -> Verdict:
    """Of the page that is farthest from it."""
    ratios = {key: _to_write(sides) for key, sides in results.rows.items() if key != API}
    worst = max(ratios, key=ratios.get)
    found = f"{ratios[worst]:.2f} × that ({results.names[worst]})"
    return Verdict("any page: ≤ 4 × one join + 2 × the best SQL", found, ratios[worst] <= 1)


def _page_of_api(results: Results) -> Verdict:
    ratio = _to_write(results.rows[API])
    goal = f"{results.names[API]}: ≤ 4 × one join + 2 × the best SQL"
    return Verdict(goal, f"{ratio:.2f} × that", ratio <= 1)


def _to_write(sides: dict[str, Side]) -> float:
    """Beside four views that write the same bytes and two that read them by the best SQL."""
    return _cpu(sides, OURS) / (4 * _cpu(sides, JOINED) + 2 * _cpu(sides, BY_HAND))


def _rate(results: Results, what: str, least: float) -> Verdict:
    goal = f"{what}, 16 readers: ≥ {least:.0%} of hello's pages/s"
    if what not in results.rates:
        return Verdict(goal, "", None)
    share = results.rate(what) / results.rate(HELLO)
    return Verdict(goal, f"{share:.0%} ({results.rate(what):,.0f}/s)", share >= least)


def _downloads(found: Downloads) -> Iterator[Verdict]:
    rows, csv, workbook = f"{found.rows:,} rows", found.csv, found.workbook
    waited = f"{found.first * 1000:.0f} ms"
    yield Verdict(f"CSV of {rows}: first byte ≤ 200 ms", waited, found.first <= 0.2)
    grown = f"{csv.grown:.0f} MB"
    yield Verdict(f"CSV of {rows}: memory grows < 50 MB", grown, csv.grown < 50)
    if found.datasette:
        times = csv.cpu / found.datasette.cpu
        words = f"{times:.1f} × ({csv.cpu:.1f} s of CPU)"
        yield Verdict(f"CSV of {rows}: less than Datasette of a flat table", words, times < 1)
    size = f"{workbook.grown:.0f} MB ({workbook.cpu:.1f} s of CPU)"
    yield Verdict("XLSX of one kind: memory grows < 200 MB", size, workbook.grown < 200)


def _crowd(results: Results) -> Iterator[Verdict]:
    met = results.crowd
    late, latest = met.share(0.95), max(met.seconds)
    found = f"{len(met.failed)} failed of {len(met.seconds):,}, {late:.2f} s, {latest:.2f} s"
    right = not met.failed and late <= 2 and latest <= 10
    yield Verdict("64 readers: none fails, 95 % ≤ 2 s, all ≤ 10 s", found, right)
    (before, _), (after, _) = results.memory
    found = f"{before:.0f} → {after:.0f} MB"
    yield Verdict("64 readers: memory flat (≤ 1.1 ×)", found, after <= 1.1 * before)
    if results.total >= LARGE:
        yield Verdict("memory of a web process: < 150 MB", f"{after:.0f} MB", after < 150)


def _growth(results: Results, smaller: Results) -> Iterator[Verdict]:
    grown = f"{smaller.total:,} → {results.total:,}"
    for key, most in GROWN.items():
        if key in smaller.rows and key in results.rows:
            ratio = _grown(results, smaller, key, OURS)
            goal = f"{results.names[key]}, {grown}: ≤ {most} ×"
            yield Verdict(goal, f"{ratio:.2f} ×", ratio <= most)
    for key, most in GROWN_AS_SQL.items():
        if key in smaller.rows and key in results.rows:
            ratio = _grown(results, smaller, key, OURS) / _grown(results, smaller, key, BY_HAND)
            goal = f"{results.names[key]}, {grown}: ≤ {most} × the growth of the best SQL"
            yield Verdict(goal, f"{ratio:.2f} ×", ratio <= most)


def _loading(results: Results) -> Verdict:
    ours, bare = (results.loading[side]["cpu"] for side in (loading.OURS, loading.BARE))
    found = f"{ours / bare:.2f} × ({ours:.0f} s, {results.loaded:,} entries)"
    return Verdict("bulk load: ≤ 3 × bare COPY or executemany", found, ours <= 3 * bare)


def _grown(results: Results, smaller: Results, key: str, side: str) -> float:
    return _cpu(results.rows[key], side) / _cpu(smaller.rows[key], side)
