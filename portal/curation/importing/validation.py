"""Validates the rows of a file: the effect of each, with its differences and errors."""

from collections.abc import Generator, Iterator
from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS

from portal.curation.editing.questions import Question, about_duplicates
from portal.curation.history.differences import Difference
from portal.curation.importing.columns import Cells
from portal.curation.importing.files.tables import Table
from portal.curation.importing.reading import RowReader
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import (
    CHANGED,
    NEW,
    SAME,
    WRONG,
    Errors,
    HeaderErrors,
    Preview,
    Verdict,
    errors_of,
)
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import NO_NAMES
from portal.curation.workflow.transitions import may_edit
from portal.models.base import RecordTable
from portal.models.curated import Curated

STEP = 100  # rows between two yields of progress


def validate(resource: RecordResource, table: Table) -> Generator[int, None, Preview]:
    """The preview; yields the number of rows read every `STEP` rows."""
    found = Preview(resource.check_headers(table.headers))
    is_keyed = all(one.header in table.headers for one in resource.key_columns)
    if not is_keyed or not table.rows:
        return found
    reader = RowReader(resource, [row for _, row in table.rows])
    first_rows: dict[tuple, int] = {}
    for done, (number, row) in enumerate(table.rows, start=1):
        verdict = _verdict(reader, number, row, table.errors.get(number, []))
        key = reader.key(row)
        first = first_rows.setdefault(key, number) if reader.is_keyed(row) else number
        if first != number:
            verdict.errors.append(("", f"与第 {first} 行是同一条记录。"))
            verdict.kind = WRONG
        found.verdicts.append(verdict)
        if done % STEP == 0:
            yield done
    verdicts = found.of(NEW, CHANGED)
    changes = [(verdict.record, verdict.original) for verdict in verdicts]
    questions = zip(_duplicates(resource, verdicts), resource.ask(changes), strict=True)
    for verdict, (duplicates, others) in zip(verdicts, questions, strict=True):
        verdict.questions = [*duplicates, *others]
    found.unknown = {
        one.header: one.references.unknown
        for one in resource.columns
        if one.references and one.references.unknown
    }
    return found


def _verdict(reader: RowReader, number: int, row: Cells, unread: HeaderErrors) -> Verdict:
    """The effect of one row; `unread` are its cells that could not be read for certain."""
    resource = reader.resource
    if any(header == "" for header, _ in unread):
        return Verdict(number, WRONG, _name_in(resource, row), errors=unread)
    record, original, errors = reader.fill(row)
    differences = _differences(resource, original, record)
    is_same = original is not None and not errors and not differences
    if not is_same:
        check_values(resource, record, errors)
    name = _name_in(resource, row) if errors else str(record)
    said = by_header(resource, errors) or resource.check_claims(record, row, is_same=is_same)
    said = [*unread, *(one for one in said if one[0] not in dict(unread))]
    if said:
        return Verdict(number, WRONG, name, errors=said)
    kind = NEW if original is None else SAME if is_same else CHANGED
    new_names = NO_NAMES if is_same else resource.names_of(record)
    if kind == CHANGED:
        new_names -= resource.names_of(original)
    return Verdict(number, kind, name, record, original, differences, new_names)


def check_values(resource: RecordResource, record: RecordTable, errors: Errors) -> None:
    """Add the errors of a record to those of its cells, one check for each attribute.

    Without queries.
    """
    unchecked = errors.keys() | resource.unchecked(record)
    for check in (partial(record.clean_fields, unchecked), record.clean):
        for name, said in errors_of(check).items():
            errors.setdefault(name, said)
    if isinstance(record, Curated) and record.pk and not may_edit(resource.user, record):
        sentence = f"这条记录{record.get_state_display()}，您不能修改。"
        errors.setdefault(NON_FIELD_ERRORS, []).append(sentence)


def by_header(resource: RecordResource, errors: Errors) -> HeaderErrors:
    return [
        (resource.header_of(name), sentence)
        for name, sentences in errors.items()
        for sentence in sentences
    ]


def _name_in(resource: RecordResource, row: Cells) -> str:
    """The name of a row without record: its title or its first cell that is not empty."""
    named = [resource.columns_by_field[name].header for name in resource.model.known_by[:1]]
    cells = [*(row.get(header, "") for header in named), *row.values()]
    return next((cell for cell in cells if cell.strip()), "")


def _differences(
    resource: RecordResource, original: RecordTable | None, record: RecordTable
) -> list[Difference]:
    """The differing fields; `original` is None for a new record."""
    found = []
    for column in resource.columns:
        before, after = column.export(original) if original else "", column.export(record)
        if before != after:
            found.append(Difference("", column.header, before, after))
    return found


def _duplicates(resource: RecordResource, verdicts: list[Verdict]) -> Iterator[list[Question]]:
    """Questions about likely duplicates of new records and of records with new names."""
    if not resource.model.known_by:
        yield from ([] for _ in verdicts)
        return
    duplicates = Duplicates(resource.model)
    duplicates.read_ahead(verdict.new_names for verdict in verdicts)
    of_row: dict[int, set[int]] = {}  # keys of records, and below 0 numbers of rows
    for verdict in verdicts:
        of_row[verdict.number] = duplicates.of(verdict.new_names) - {verdict.record.pk}
        duplicates.add(-verdict.number, verdict.new_names)
    known = {key for keys in of_row.values() for key in keys if key > 0}
    stored = resource.model._base_manager.in_bulk(known)
    for verdict in verdicts:
        keys = sorted(of_row[verdict.number])
        records = [stored[key] for key in keys if key > 0]
        yield list(about_duplicates(records, sorted(-key for key in keys if key < 0)))
