"""Measures changes on two commits: python -m tests.bench.changes N (see README)."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.changes import bulk, curating
from tests.bench.changes.report import Report
from tests.bench.changes.sides import HERE, Side, Took
from tests.bench.databases import Databases

CURATING = (curating.rename, curating.merge, curating.save_title, curating.take_file)


def main() -> None:
    asked = _arguments()
    databases = Databases(group=f"changes_{asked.count}")
    with _checkout(asked.before) as before:
        oldest = before or HERE
        databases.make(
            "corpus", lambda name: _corpus(Side("corpus", oldest, databases.url(name)), asked.count)
        )
        databases.make("ready", lambda name: _ready(databases, name, oldest))
        sides = [Side("before", before, databases.url("before"))] if before else []
        sides.append(Side("after", HERE, databases.url("after")))
        report = Report([side.name for side in sides])
        for side in sides:
            databases.copy("ready", side.name)
            side.manage("migrate", "--verbosity", "0")
        for part in asked.parts:
            PARTS[part](sides, report, asked.times)
        print(f"\n**{databases.kind}, {asked.count:,} entries**\n\n{report.table()}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.changes", description=__doc__)
    parser.add_argument("count", metavar="N", type=int, help="how many timeline entries")
    parser.add_argument("--before", help="a commit to compare with, or a checkout of it")
    parser.add_argument("--times", type=int, default=3, help="runs of what is quick")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=[*PARTS])
    return parser.parse_args()


@contextmanager
def _checkout(commit: str | None) -> Iterator[Path | None]:
    """Of that commit, in a folder of its own that goes again."""
    if commit is None or Path(commit).is_dir():
        yield commit and Path(commit).resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "before"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(path), commit], check=True)
        try:
            yield path
        finally:
            subprocess.run([*git, "remove", "--force", str(path)], check=True)


def _corpus(side: Side, count: int) -> None:
    _say(f"a corpus of {count:,} entries")
    side.manage("migrate", "--verbosity", "0")
    side.manage("make_corpus", str(count))


def _ready(databases: Databases, name: str, checkout: Path) -> None:
    _say("the catalogue, curators and drafts beside it")
    databases.copy("corpus", name)
    side = Side("ready", checkout, databases.url(name))
    side.manage("load_catalogue")
    side.make_curators()
    bulk.make_drafts(side)


def _commands(sides: list[Side], report: Report, times: int) -> None:
    for _ in range(times):
        for side in sides:
            took, peak = side.load_catalogue()
            report.add("load_catalogue, all of it there", side.name, took)
            report.say("its peak of memory", side.name, f"{peak:.0f} MB")


def _curating(sides: list[Side], report: Report, times: int) -> None:
    with ExitStack() as stack:
        for side in sides:
            stack.enter_context(side.served())
        for step in CURATING:
            for number in range(times if step is curating.save_title else min(times, 2)):
                for side in sides:
                    _say(f"{step.__name__}, {side.name}")
                    for what, took in step(side, number):
                        report.add(what, side.name, took)


def _bulk(sides: list[Side], report: Report, times: int) -> None:
    """One side after the other: both would compute at once."""
    for side in sides:
        with side.served():
            _say(f"submit, {side.name}")
            found = bulk.submit(side)
            report.add(f"{bulk.DRAFTS:,} drafts: the page that asks", side.name, found.asking)
            report.add(f"{bulk.DRAFTS:,} drafts: submitted", side.name, found.submitting)
            report.say("answered with", side.name, str(found.status))
            report.say("meanwhile, longest save", side.name, str(found.saves))
            report.say("meanwhile, longest login", side.name, str(found.logins))
            for said in dict.fromkeys([*found.saves.failed, *found.logins.failed]):
                _say(f"failed: {said[:200]}")


def _holds(sides: list[Side], report: Report, times: int) -> None:
    """By this commit's own code, because it calls the code and not the pages."""
    _say("holds")
    for line in sides[-1].manage("measure_holds").splitlines():
        what, wall, cpu = json.loads(line)
        report.add(f"the lock: {what}", sides[-1].name, Took(wall, cpu))


PARTS = {"commands": _commands, "curating": _curating, "bulk": _bulk, "holds": _holds}


def _say(doing: str) -> None:
    print(f"… {doing}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
