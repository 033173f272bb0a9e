"""The rows of a file → verdicts: what would become of each, with its differences and errors."""

import hashlib
import json
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.results import RowResult

from portal.changes.recording import parts
from portal.curation.editing.questions import Question
from portal.curation.history.differences import Difference
from portal.curation.importing.resources import RecordResource
from portal.curation.importing.tables import Table
from portal.curation.merging.duplicates import NO_NAMES, Duplicates, Names
from portal.models.base import RecordTable

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
_KINDS = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: SAME,
}
MOST_SHOWN = 200
STEP = 100  # rows between two words on how far it has come


@dataclass
class Verdict:
    """What is to become of a row; `errors` are a column's name (or "") and a sentence."""

    number: int
    kind: str
    name: str
    record: RecordTable | None = None
    differences: list[Difference] = field(default_factory=list)
    new_names: Names = NO_NAMES
    errors: list[tuple[str, str]] = field(default_factory=list)
    # Records that it is likely the same as, and rows of this file.
    duplicates: list[RecordTable] = field(default_factory=list)
    duplicate_rows: list[int] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        return bool(self.is_likely_duplicate or self.questions)

    @property
    def is_likely_duplicate(self) -> bool:
        return bool(self.duplicates or self.duplicate_rows)

    @property
    def label(self) -> str:
        return {NEW: "新增", CHANGED: "修改", SAME: "不变", WRONG: "有误"}[self.kind]


@dataclass
class Examination:
    verdicts: list[Verdict] = field(default_factory=list)
    # Names that no record has, and the nearest that some have, by column.
    unknown: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self):
        self.wrong_headers: list[str] = []

    @property
    def is_good(self) -> bool:
        return not self.wrong_headers and not self.of(WRONG)

    @property
    def asked(self) -> int:
        """Rows that are likely duplicates."""
        return sum(verdict.is_likely_duplicate for verdict in self.verdicts)

    @property
    def questions(self) -> Counter:
        """By kind, in how many rows something is asked."""
        return Counter(
            kind
            for verdict in self.of(NEW, CHANGED)
            for kind in {question.kind for question in verdict.questions}
        )

    @property
    def linkable(self) -> set[str]:
        """Of which kinds of questions some are answered by taking an offer."""
        return {
            question.kind
            for verdict in self.verdicts
            for question in verdict.questions
            if any(offer.is_allowed for offer in question.offers)
        }

    def of(self, *kinds: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.kind in kinds]

    @property
    def numbers(self) -> dict[str, int]:
        numbers = Counter(verdict.kind for verdict in self.verdicts)
        return {kind: numbers[kind] for kind in (NEW, CHANGED, SAME, WRONG)}

    @property
    def shown(self) -> list[Verdict]:
        """What wants a look: what is wrong, asked or changed, and of the others some."""
        shown = []
        for kind in (WRONG, CHANGED, NEW, SAME):
            found = self.of(kind)
            if kind in (NEW, SAME):
                usual = [one for one in found if not one.is_asked][:MOST_SHOWN]
                found = [one for one in found if one.is_asked] + usual
            shown += found
        return shown

    @property
    def unshown(self) -> int:
        return len(self.verdicts) - len(self.shown)

    @property
    def signature(self) -> str:
        """Alike only for two examinations that would do the same."""
        told = [
            (
                one.number,
                one.kind,
                one.record and one.record.pk,
                [record.pk for record in one.duplicates],
                [(part.label, part.before, part.after) for part in one.differences],
                [question.key for question in one.questions],
            )
            for one in self.verdicts
            if one.kind != NEW
        ]
        new = [
            (
                one.number,
                [part.after for part in one.differences],
                [record.pk for record in one.duplicates],
                [question.key for question in one.questions],
            )
            for one in self.of(NEW)
        ]
        return hashlib.sha256(json.dumps([told, new]).encode()).hexdigest()


def examine(resource: RecordResource, table: Table) -> Generator[int, None, Examination]:
    """Tells again and again how many rows it has read."""
    found = Examination()
    found.wrong_headers = resource.check_headers(table.headers)
    if not resource.is_keyed(table.headers) or not table.rows:
        return found
    resource.read_ahead([row for _, row in table.rows])
    seen: dict[tuple, int] = {}
    for done, (number, row) in enumerate(table.rows, start=1):
        verdict = _examine_row(resource, number, row, table.errors.get(number, []))
        first = seen.setdefault(resource.key(row), number) if _is_named(resource, row) else number
        if first != number:
            verdict.errors.append(("", f"与第 {first} 行是同一条记录。"))
        if verdict.errors:
            verdict.kind = WRONG
        found.verdicts.append(verdict)
        if done % STEP == 0:
            yield done
    _find_duplicates(resource, found)
    verdicts = found.of(NEW, CHANGED)
    changes = [(verdict.record, resource.original(verdict.record)) for verdict in verdicts]
    for verdict, questions in zip(verdicts, resource.ask(changes), strict=True):
        verdict.questions = questions
    found.unknown = {
        column: references.unknown
        for column, references in resource.references().items()
        if references.unknown
    }
    return found


def _find_duplicates(resource: RecordResource, found: Examination) -> None:
    """Of new records, and of those that are to be known by other names."""
    if not resource.model.known_by:
        return
    duplicates = Duplicates(resource.model)
    of_row: dict[int, set[int]] = {}
    for verdict in found.of(NEW, CHANGED):
        names = verdict.new_names
        if names.names or names.numbers:
            of_row[verdict.number] = duplicates.of(names) - {verdict.record.pk}
            duplicates.add(-verdict.number, names)
    keys = {key for keys in of_row.values() for key in keys if key > 0}
    stored = {}
    for part in parts(sorted(keys)):
        stored |= resource.model._base_manager.in_bulk(part)
    for verdict in found.of(NEW, CHANGED):
        keys = sorted(of_row.get(verdict.number, ()))
        verdict.duplicates = [stored[key] for key in keys if key > 0]
        verdict.duplicate_rows = sorted(-key for key in keys if key < 0)


def _is_named(resource: RecordResource, row: dict[str, str]) -> bool:
    return not {None, ""} & set(resource.key(row))


def _examine_row(
    resource: RecordResource, number: int, row: dict[str, str], unread: list[tuple[str, str]]
) -> Verdict:
    """`unread`: of cells that the table could not read, and whole rows, by column or ""."""
    if any(column == "" for column, _ in unread):
        return Verdict(number, WRONG, _name_in(resource, row), errors=unread)
    verdict = _examine_cells(resource, number, row)
    columns = {column for column, _ in unread}
    verdict.errors = unread + [one for one in verdict.errors if one[0] not in columns]
    return verdict


def _examine_cells(resource: RecordResource, number: int, row: dict[str, str]) -> Verdict:
    result = resource.import_row(row, None, row_number=number, using_transactions=True)
    if result.errors:
        raise result.errors[0].error
    if result.validation_error:
        name = _name_in(resource, row)
        return Verdict(number, WRONG, name, errors=_errors(resource, result.validation_error))
    verdict = Verdict(number, _KINDS[result.import_type], str(result.instance), result.instance)
    claims = resource.check_claims(result.instance, row)
    if verdict.kind == SAME:
        claims = [claim for claim in claims if claim[0] not in resource.claims_of_same]
    else:
        original = resource.original(result.instance)
        verdict.differences = _differences(resource, original, result.instance)
        verdict.new_names = resource.names_of(result.instance)
        if original:
            verdict.new_names = verdict.new_names.new_since(resource.names_of(original))
    verdict.errors = claims
    return verdict


def _name_in(resource: RecordResource, row: dict[str, str]) -> str:
    """Of a row that is no record: its title, or else its first cell that says anything."""
    named = [resource.fields[name].column_name for name in resource.model.known_by[:1]]
    cells = [*(row.get(column, "") for column in named), *row.values()]
    return next((cell for cell in cells if cell.strip()), "")


def _differences(resource, original: RecordTable | None, record: RecordTable) -> list[Difference]:
    """`original` is None of a new record."""
    found = []
    for one in resource.get_import_fields():
        before, after = one.export(original) if original else "", one.export(record)
        if before != after:
            found.append(Difference("", one.column_name, before, after))
    return found


def _errors(resource: RecordResource, error: ValidationError) -> list[tuple[str, str]]:
    return by_column(resource, error.message_dict)


def by_column(resource: RecordResource, said: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Sentences by attribute → (a column's name, a sentence)."""
    columns = {one.attribute: one.column_name for one in resource.get_import_fields()}
    columns |= dict.fromkeys(resource.more_columns, columns.get("date", ""))
    columns[NON_FIELD_ERRORS] = ""
    return [
        (columns.get(name, name), sentence)
        for name, sentences in said.items()
        for sentence in sentences
    ]
