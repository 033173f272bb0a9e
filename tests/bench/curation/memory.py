"""How much memory a preview and a confirmation take, each in a process of its own."""

import multiprocessing
import resource
import sys
from collections.abc import Callable

from tests.bench.curation import databases

MOST = 200e6  # bytes
Grown = tuple[str, str, int]


def measure(rows: int) -> list[Grown]:
    """The rows, the step, and by how many bytes the peak grows."""
    _alone(_prepare)
    found = []
    for kind in ("new", "changed"):
        key = _alone(_send, kind, rows)
        signature = ""
        for step in ("preview", "confirm"):
            grown, signature = _alone(_examine, key, signature)
            found.append((kind, step, grown))
    return found


def table(grown: list[Grown]) -> str:
    from tests.bench import report

    bound = report.Bound(f"≤ {report.megabytes(MOST)}", MOST)
    rows = [(kind, step, report.megabytes(size), bound.verdict(size)) for kind, step, size in grown]
    return report.table("Growth of the peak of memory", ("rows", "", "grows by", "bounds"), rows)


def _alone(step: Callable, *args):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(step, args)


def _prepare() -> None:
    databases.start()
    from tests.bench.curation import importing

    importing.prepare()


def _send(kind: str, rows: int) -> int:
    """A file of rows; its primary key."""
    databases.start()
    from tests.bench.curation import files, visitor

    if kind == "changed":
        files.publish()
    return visitor.keep(files.new(rows) if kind == "new" else files.changed(0)).pk


def _examine(key: int, signature: str) -> tuple[int, str]:
    databases.start()
    from portal.models import ImportBatch
    from tests.bench.curation import visitor

    batch = ImportBatch.objects.defer("content").get(pk=key)
    visitor.client().get("/admin/")
    before = _peak()
    found = visitor.examine(batch, signature)
    return _peak() - before, found


def _peak() -> int:
    """Bytes; Linux tells kilobytes, macOS bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024
