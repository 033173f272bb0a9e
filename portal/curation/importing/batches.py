"""Previews and imports a file: all of its rows or none."""

import logging
from collections.abc import Collection, Generator, Iterator

from django.db import IntegrityError

from portal.changes.recording import Kind, current, together
from portal.curation.history.versions import changed_since, last_change_set, raise_versions
from portal.curation.importing.files.tables import Table
from portal.curation.importing.refusals import refused
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.validation import by_header, validate
from portal.curation.importing.verdicts import CHANGED, NEW, WRONG, Preview
from portal.index import ahead
from portal.models import ImportBatch
from portal.models.base import RecordTable

log = logging.getLogger(__name__)


class StaleError(Exception):
    """The import would differ from its preview."""

    def __init__(self):
        super().__init__("预览之后，这里的记录或您的权限有了变化，没有导入。请重新预览。")


class UnansweredError(Exception):
    """A question about the rows has no answer."""

    def __init__(self):
        super().__init__("有的行须先核对并确认，没有导入。请重新预览。")


def preview(resource: RecordResource, table: Table) -> Generator[int, None, Preview]:
    """The effect of importing each row, without writing; yields the progress."""
    found = yield from validate(resource, table)
    made, changed = _records(found)
    verdicts = {id(verdict.record): verdict for verdict in found.of(NEW, CHANGED)}
    for record, errors in refused(resource, made, changed):
        verdict = verdicts[id(record)]
        verdict.errors += by_header(resource, errors)
        verdict.kind = WRONG
    return found


def carry_out(
    batch: ImportBatch,
    resource: RecordResource,
    table: Table,
    signature: str,
    *,
    confirmed: Collection[str] = (),
    links: Collection[str] = (),
) -> Generator[int, None, Preview]:
    """Import the file; raises StaleError if the effect differs from the preview's `signature`.

    `confirmed` are the kinds of questions that were confirmed; `links` such as 3:15 link row 3
    to the record 15.
    """
    # Slow work is done before the lock.
    last = last_change_set()
    found = yield from preview(resource, table)
    if found.signature != signature or not found.is_good:
        raise StaleError
    _accept(resource, found, confirmed, links)
    documents: ahead.Ahead = {}
    for some in _documents(resource, *_records(found)):
        documents |= some
    try:
        with ahead.used(documents), together(Kind.IMPORT, f"导入“{batch.file_name}”。"):
            meanwhile = changed_since(last)
            if meanwhile & _concerned(resource, found):
                raise StaleError
            ahead.forget(documents, meanwhile)
            _write(resource, *_records(found))
            batch.change_set = current()
            batch.made, batch.changed = len(found.of(NEW)), len(found.of(CHANGED))
            batch.save()
    except IntegrityError as error:
        # Another record got the slug or name meanwhile.
        log.exception("Import of %s", batch.file_name)
        raise StaleError from error
    return found


def _records(found: Preview) -> tuple[list[RecordTable], list[RecordTable]]:
    made, changed = ([verdict.record for verdict in found.of(kind)] for kind in (NEW, CHANGED))
    return made, changed


def _documents(
    resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]
) -> Iterator[ahead.Ahead]:
    """The index documents of the changed records, except those whose parts change."""
    columns = resource.parts_columns
    with_parts = [
        record
        for record in changed
        if any(one.value(record) != one.stored(record) for one in columns)
    ]
    return ahead.read_changed(changed, [*made, *with_parts])


def _write(resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]) -> None:
    """Write records in bulk, with parts and history; the database may raise IntegrityError."""
    resource.model.objects.write(made, changed)
    for column in resource.parts_columns:
        column.write(made, changed)
    raise_versions([*made, *changed])
    resource.after_writing([*made, *changed])


def _concerned(resource: RecordResource, found: Preview) -> set[tuple[type[RecordTable], int]]:
    """The records to be changed, and the targets of foreign keys."""
    rows = [verdict.record for verdict in found.of(NEW, CHANGED)]
    columns = resource.parts_columns
    rows += [row for record in rows for column in columns for row in column.rows(record)]
    concerned = {(type(row), row.pk) for row in rows if row.pk}
    for row in rows:
        for field in row._meta.concrete_fields:
            key = getattr(row, field.attname) if field.is_relation else None
            if key:
                concerned.add((field.related_model, key))
    return concerned


def _accept(
    resource: RecordResource, found: Preview, confirmed: Collection[str], links: Collection[str]
) -> None:
    """Apply the answers; raises UnansweredError if a question has none."""
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
