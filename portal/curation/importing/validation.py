"""Validates the rows of a file: the effect of each, with its differences and errors."""

from collections.abc import Callable, Generator, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from portal.changes.recording import parts
from portal.curation.editing.questions import Question, about_duplicates
from portal.curation.history.differences import Difference
from portal.curation.importing.cells import Cells
from portal.curation.importing.files.tables import Table
from portal.curation.importing.reading import Errors, RowReader
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import CHANGED, NEW, SAME, WRONG, Preview, Verdict
from portal.curation.merging.duplicates import Duplicates
from portal.curation.workflow.transitions import may_edit
from portal.models.base import RecordTable
from portal.models.curated import Curated

STEP = 100  # rows between two yields of progress

HeaderErrors = list[tuple[str, str]]  # (header, or "" for the whole row; sentence)


def validate(resource: RecordResource, table: Table) -> Generator[int, None, Preview]:
    """The preview; yields the number of rows read every `STEP` rows."""
    found = Preview(resource.check_headers(table.headers))
    if not resource.is_keyed(table.headers) or not table.rows:
        return found
    reader = RowReader(resource, [row for _, row in table.rows])
    first_rows: dict[tuple, int] = {}
    for done, (number, row) in enumerate(table.rows, start=1):
        verdict = _verdict(reader, number, row, table.errors.get(number, []))
        key = reader.key(row)
        first = number if {None, ""} & set(key) else first_rows.setdefault(key, number)
        if first != number:
            verdict.errors.append(("", f"与第 {first} 行是同一条记录。"))
        if verdict.errors:
            verdict.kind = WRONG
        found.verdicts.append(verdict)
        if done % STEP == 0:
            yield done
    verdicts = found.of(NEW, CHANGED)
    changes = [(verdict.record, reader.original(verdict.record)) for verdict in verdicts]
    questions = zip(_duplicates(resource, verdicts), resource.ask(changes), strict=True)
    for verdict, (duplicates, others) in zip(verdicts, questions, strict=True):
        verdict.questions = [*duplicates, *others]
    found.unknown = {
        header: references.unknown
        for header, references in resource.references().items()
        if references.unknown
    }
    return found


def _verdict(reader: RowReader, number: int, row: Cells, unread: HeaderErrors) -> Verdict:
    """The effect of one row; `unread` are its cells that could not be read for certain."""
    if any(header == "" for header, _ in unread):
        return Verdict(number, WRONG, _name_in(reader.resource, row), errors=unread)
    verdict = _verdict_on_cells(reader, number, row)
    headers = {header for header, _ in unread}
    verdict.errors = unread + [one for one in verdict.errors if one[0] not in headers]
    return verdict


def _verdict_on_cells(reader: RowReader, number: int, row: Cells) -> Verdict:
    resource = reader.resource
    record, errors = reader.fill(row)
    original = reader.original(record)
    is_same = original is not None and not errors and not reader.is_changed(record)
    if not is_same:
        errors = check_values(resource, record, errors)
    if errors:
        said = by_header(resource, errors)
        return Verdict(number, WRONG, _name_in(resource, row), errors=said)
    kind = NEW if original is None else SAME if is_same else CHANGED
    verdict = Verdict(number, kind, str(record), record)
    verdict.errors = resource.check_claims(record, row, is_same=is_same)
    if not is_same:
        verdict.differences = _differences(resource, original, record)
        verdict.new_names = resource.names_of(record)
        if original:
            verdict.new_names = verdict.new_names.new_since(resource.names_of(original))
    return verdict


def check_values(resource: RecordResource, record: RecordTable, unread: Errors) -> Errors:
    """The errors of a record, except for cells that could not be read; without queries."""
    errors = _added(unread, {name: [said] for name, said in resource.missing(record).items()})
    unchecked = errors.keys() | resource.unchecked(record)
    errors = _added(errors, _errors_of(lambda: record.clean_fields(unchecked)))
    errors = _added(errors, _errors_of(record.clean))
    if isinstance(record, Curated) and record.pk and not may_edit(resource.user, record):
        sentence = f"这条记录{record.get_state_display()}，您不能修改。"
        errors.setdefault(NON_FIELD_ERRORS, []).append(sentence)
    return errors


def _added(errors: Errors, more: Errors) -> Errors:
    """`errors` with `more`, but only the first error of each attribute."""
    return errors | {name: said for name, said in more.items() if name not in errors}


def _errors_of(check: Callable[[], None]) -> Errors:
    try:
        check()
    except ValidationError as error:
        return ValidationError(error.update_error_dict({})).message_dict
    return {}


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
        names = verdict.new_names
        if names.names or names.numbers:
            of_row[verdict.number] = duplicates.of(names) - {verdict.record.pk}
            duplicates.add(-verdict.number, names)
    stored = {}
    for part in parts(sorted({key for keys in of_row.values() for key in keys if key > 0})):
        stored |= resource.model._base_manager.in_bulk(part)
    for verdict in verdicts:
        keys = sorted(of_row.get(verdict.number, ()))
        records = [stored[key] for key in keys if key > 0]
        yield list(about_duplicates(records, sorted(-key for key in keys if key < 0)))
