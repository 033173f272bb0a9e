"""How long the largest changes hold the write lock (`manage.py measure_holds`)."""

import csv
import io
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from policies.models import Body, Milestone
from portal.curation.history.revert import undo
from portal.curation.importing.batches import carry_out, preview
from portal.curation.importing.files import tables
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import PUBLISH_IT, REOPEN, SUBMIT, WITHDRAW, move
from portal.deferred import collected
from portal.models import ImportBatch
from tests.bench.changes.curating import OF_2000
from tests.bench.changes.sides import Took

ROWS = 2_000
Act = tuple[str, Callable[[], object]]


def measure() -> Iterator[tuple[str, Took]]:
    """Each change of the corpus and the bench's drafts, and its longest transaction."""
    user = get_user_model().objects.filter(is_superuser=True).first()
    for acts in (_transitions(user), _file(user), _merger(user)):
        for what, act in acts:
            with _transactions() as took, collected():
                act()
            yield what, max(took, key=lambda one: one.wall)


def _transitions(user) -> Iterator[Act]:
    keys = list(Milestone.objects.filter(slug__startswith="draft-").values_list("pk", flat=True))
    for transition in (SUBMIT, PUBLISH_IT, WITHDRAW, REOPEN):
        reason = "因为要量它" if transition.asks_reason else ""
        yield (
            f"{len(keys):,} records: {transition.name}",
            lambda one=transition, why=reason: move(one, Milestone, keys, user, why),
        )


def _file(user) -> Iterator[Act]:
    batch, carry = _changed_by_file(user)
    yield f"{ROWS:,} published records changed by a file", carry
    batch.refresh_from_db()
    yield "the file undone", lambda: undo(batch, user)


def _changed_by_file(user) -> tuple[ImportBatch, Callable]:
    """Published milestones with a longer wording, and what imports them."""
    resource = admin.site._registry[Milestone].resource(user)
    some = Milestone.objects.published().filter(slug__startswith="corpus").order_by("pk")
    chosen = Milestone.objects.filter(pk__in=list(some.values_list("pk", flat=True)[:ROWS]))
    columns = [one.header for one in resource.columns]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, extrasaction="ignore")
    writer.writeheader()
    for cells in resource.export_rows(chosen):
        row = dict(zip(resource.headers, cells, strict=True))
        writer.writerow(row | {"原文": f"{row['原文']}又添一句。"})
    content = file.getvalue().encode()
    batch = ImportBatch.objects.create(
        table=Milestone._meta.label_lower, file_name="rows.csv", content=content, user=user
    )
    table = tables.read(content, resource.known_headers)
    found = _finished(preview(resource, table))
    work = carry_out(batch, resource, table, found.signature, confirmed=list(found.questions))
    return batch, lambda: _finished(work)


def _finished(work: Generator):
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def _merger(user) -> Iterator[Act]:
    kept, gone = (Body.objects.get(slug=slug) for slug in OF_2000)
    mergers = []
    yield "a merger of two bodies", lambda: mergers.append(merge(kept, gone, user))
    yield "the merger undone", lambda: undo(mergers[0])


@contextmanager
def _transactions() -> Iterator[list[Took]]:
    """Collects what each outermost transaction takes, from its lock to its commit."""
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    took, began = [], [0.0, 0.0]

    def enter_timed(self):
        is_outermost = not connection.in_atomic_block
        enter(self)
        if is_outermost:
            began[:] = time.perf_counter(), _computed()

    def leave_timed(self, *error):
        leave(self, *error)
        if not connection.in_atomic_block:
            took.append(Took(time.perf_counter() - began[0], _computed() - began[1]))

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter_timed, leave_timed
    try:
        yield took
    finally:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave


def _computed() -> float:
    """Seconds that this process and its backend have computed; Linux alone tells of the latter."""
    if connection.vendor != "postgresql":
        return time.process_time()
    backend = connection.connection.info.backend_pid
    spent = Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii").split()[0]
    return time.process_time() + int(spent) / 1e9
