"""A file of rows, previewed and confirmed, beside the yardstick that does the same in turn."""

from collections import defaultdict
from collections.abc import Generator

from django.core.management import call_command
from django.core.signals import request_finished, request_started

from portal.curation.history.revert import undo
from portal.curation.importing import batches
from portal.curation.importing.files.tables import Table
from portal.curation.importing.verdicts import WRONG
from portal.models import ImportBatch
from tests.bench.clock import Time, Times
from tests.bench.clock import measure as timed
from tests.bench.curation import databases, files, plain, visitor
from tests.bench.report import Bound, milliseconds, ratio, table

MOST = 2  # times the yardstick
NEW, DRAFTS, PUBLISHED = "new", "changed, drafts", "changed, published"
AFTER, UNDO = "after the answer", "undo"
COLUMNS = ("rows", "", "ours", "of it database", "plain", "× plain", "bounds", "whole page")


def measure(rows: int, times: int) -> str:
    prepare()
    plain.prepare()
    found: dict[tuple[str, str, str], list[Time]] = defaultdict(list)
    for number in range(times):
        _round(found, rows, number)
    return table(f"{rows:,} rows of a file", COLUMNS, [*_shown(found)])


def prepare() -> None:
    databases.make_anew()
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=visitor.silence())


def _round(found, rows: int, number: int) -> None:
    """All that is measured, once; the catalogue is left as it was."""
    for step in (_ours, _pages):
        step(found, NEW, files.new(rows))
        step(found, DRAFTS, files.changed(2 * number))
        files.publish()
        step(found, PUBLISHED, files.changed(2 * number + 1))
        files.remove()
    plain.Row.objects.all().delete()


def _ours(found, kind: str, rows: Table) -> None:
    """Beside the yardstick, as from a page: what is done after its answer is measured apart."""
    data = plain.dataset(rows)
    batch = ImportBatch.objects.create(table="policies.milestone", file_name="", content=b"")
    examined = []

    def preview():
        examined.append(_result(batches.preview(visitor.milestones(), rows)))

    def confirm():
        request_started.send(sender=None)
        signature = examined[0].signature
        _result(batches.carry_out(batch, visitor.milestones(), rows, signature))

    for step, act, dry_run in (("preview", preview, True), ("confirm", confirm, False)):
        found[kind, step, "ours"].append(timed(act))
        found[kind, step, "plain"].append(timed(lambda dry=dry_run: plain.take(data, dry_run=dry)))
        if step == "confirm":
            found[kind, AFTER, "ours"].append(timed(lambda: request_finished.send(sender=None)))
    if not examined[0].is_good:
        raise ValueError([verdict.errors for verdict in examined[0].of(WRONG)][:5])
    if kind == PUBLISHED:
        request_started.send(sender=None)
        undoing = timed(lambda: undo(batch, None))
        found[kind, UNDO, "ours"].append(undoing)
        request_finished.send(sender=None)


def _pages(found, kind: str, rows: Table) -> None:
    """As a browser asks for them: the file is read, and the page is written."""
    batch = visitor.keep(rows)
    signatures = []

    def preview():
        signatures.append(visitor.examine(batch))

    found[kind, "preview", "page"].append(timed(preview))
    found[kind, "confirm", "page"].append(timed(lambda: visitor.examine(batch, signatures[0])))


def _result(work: Generator):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def _shown(found):
    for kind in (NEW, DRAFTS, PUBLISHED):
        for step in ("preview", "confirm"):
            ours, plain_, page = (
                Times(found[kind, step, way]) for way in ("ours", "plain", "page")
            )
            best = plain_.best("wall")
            yield (
                *(kind, step, milliseconds(ours, "wall"), milliseconds(ours)),
                *(milliseconds(plain_, "wall"), ratio(ours.best("wall"), best)),
                Bound(f"≤ {MOST} × plain", MOST * best).verdict(ours.best("wall")),
                milliseconds(page, "wall"),
            )
        for step in (AFTER, UNDO):
            if runs := found[kind, step, "ours"]:
                times = Times(runs)
                yield (kind, step, milliseconds(times, "wall"), milliseconds(times), *[""] * 4)
