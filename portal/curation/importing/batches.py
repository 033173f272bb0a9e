"""A file previewed and carried out: all of it or nothing."""

import logging
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from portal.changes.recording import Kind, current, together
from portal.curation.importing.files.tables import Table
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.validation import by_header, validate
from portal.curation.importing.verdicts import CHANGED, NEW, WRONG, Preview
from portal.curation.importing.writing import check, check_together, write
from portal.models import ImportBatch

log = logging.getLogger(__name__)


class StaleError(Exception):
    """What was previewed is no longer what would be done."""


class UnansweredError(Exception):
    """Nobody has answered what is asked of the rows."""


def preview(resource: RecordResource, table: Table) -> Generator[int, None, Preview]:
    """All that carrying out does, and then taken back: what the database refuses, shows too."""
    with transaction.atomic():
        with together() as change:
            found = yield from validate(resource, table)
            _write(resource, found)
            change.drop()
        transaction.set_rollback(True)
    return found


def carry_out(
    batch: ImportBatch,
    resource: RecordResource,
    table: Table,
    signature: str,
    *,
    distinct: bool = False,
    confirmed: Collection[str] = (),
    links: Collection[str] = (),
) -> Generator[int, None, Preview]:
    """Raises StaleError where it would do other than the preview of this signature said.

    `distinct`: whether the likely duplicates have been seen, and are none; `confirmed`: of which
    kinds the questions have been answered; `links`, as in 3:15: of row 3, to the record 15.
    """
    with together(Kind.IMPORT, f"导入“{batch.file_name}”。"):
        found = yield from validate(resource, table)
        if found.signature != signature or not found.is_good:
            raise StaleError
        if found.asked and not distinct:
            raise UnansweredError
        _accept(resource, found, confirmed, links)
        _write(resource, found)
        if not found.is_good:
            raise StaleError
        batch.change_set = current()
        batch.made, batch.changed = len(found.of(NEW)), len(found.of(CHANGED))
        batch.save()
    return found


def _accept(
    resource: RecordResource, found: Preview, confirmed: Collection[str], links: Collection[str]
) -> None:
    """Raises UnansweredError where a question has no answer."""
    for verdict in found.of(NEW, CHANGED):
        for question in verdict.questions:
            allowed = [offer.key for offer in question.offers if offer.is_allowed]
            linked = [key for key in allowed if f"{verdict.number}:{key}" in links]
            if linked:
                resource.link(verdict.record, linked[0])
            elif question.kind in confirmed:
                resource.accept(verdict.record, question)
            else:
                raise UnansweredError


def _write(resource: RecordResource, found: Preview) -> None:
    """What is good, though other rows be wrong: all errors are told at once."""
    made, changed = ([verdict.record for verdict in found.of(kind)] for kind in (NEW, CHANGED))
    try:
        with transaction.atomic():
            write(resource, made, changed)
    except IntegrityError:
        _find_refused(resource, found)
        return
    verdicts = {verdict.record.pk: verdict for verdict in found.of(NEW, CHANGED)}
    for record, said in check_together(resource, [*made, *changed]):
        verdicts[record.pk].errors += by_header(resource, said)
        verdicts[record.pk].kind = WRONG


def _find_refused(resource: RecordResource, found: Preview) -> None:
    """Which rows the database refuses, one after another; nothing of it stays."""
    with transaction.atomic():
        for verdict in found.of(NEW, CHANGED):
            record = verdict.record
            if verdict.kind == NEW:
                record.pk, record._state.adding = None, True
            verdict.errors = by_header(resource, check(resource, record))
            try:
                if not verdict.errors:
                    with transaction.atomic():
                        is_new = verdict.kind == NEW
                        write(resource, *(([record], []) if is_new else ([], [record])))
            except IntegrityError:
                log.exception("Row %s of an import", verdict.number)
                verdict.errors = [("", "数据库不收这一行。管理员可在日志里看到原因。")]
            if verdict.errors:
                verdict.kind = WRONG
        transaction.set_rollback(True)
    if found.is_good:
        raise IntegrityError("The database refuses all rows together, but none by itself.")


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Around changes made after the view has returned: their history still knows who."""
    HistoricalRecords.context.request = request
    try:
        yield
    finally:
        del HistoricalRecords.context.request
