"""A file examined, carried out and undone: all of it or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from import_export.results import RowResult
from simple_history.models import HistoricalRecords

from portal.curation.differences import Difference
from portal.curation.duplicates import NO_NAMES, Duplicates, Names
from portal.curation.history import parts_of, restore, versions
from portal.curation.importing.resources import RecordResource
from portal.curation.importing.tables import Table
from portal.listings.keeping import moment, parts, together
from portal.models import ImportBatch
from portal.record_tables import RecordTable, because

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
_KINDS = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: SAME,
}
MOST_SHOWN = 200
MOST_NAMED = 5
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

    @property
    def is_asked(self) -> bool:
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
        return sum(verdict.is_asked for verdict in self.verdicts)

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
            )
            for one in self.verdicts
            if one.kind != NEW
        ]
        new = [
            (
                one.number,
                [part.after for part in one.differences],
                [record.pk for record in one.duplicates],
            )
            for one in self.of(NEW)
        ]
        return hashlib.sha256(json.dumps([told, new]).encode()).hexdigest()


def examine(resource: RecordResource, table: Table) -> Generator[int, None, Examination]:
    """Tells again and again how many rows it has read."""
    found = Examination()
    found.wrong_headers = resource.check_headers(table.headers)
    if found.wrong_headers or not table.rows:
        return found
    resource.read_ahead([row for _, row in table.rows])
    seen: dict[tuple, int] = {}
    for done, (number, row) in enumerate(table.rows, start=1):
        verdict = _examine_row(resource, number, row)
        first = seen.setdefault(resource.key(row), number) if _is_named(resource, row) else number
        if first != number:
            verdict.errors.append(("", f"与第 {first} 行是同一条记录。"))
        if verdict.errors:
            verdict.kind = WRONG
        found.verdicts.append(verdict)
        if done % STEP == 0:
            yield done
    _find_duplicates(resource, found)
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


def _examine_row(resource: RecordResource, number: int, row: dict[str, str]) -> Verdict:
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
        verdict.differences = _differences(resource, result.original, result.instance)
        verdict.new_names = resource.names_of(result.instance)
        if result.original:
            verdict.new_names = verdict.new_names.new_since(resource.names_of(result.original))
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
    return _by_column(resource, error.message_dict)


def _by_column(resource: RecordResource, said: dict[str, list[str]]) -> list[tuple[str, str]]:
    columns = {one.attribute: one.column_name for one in resource.get_import_fields()}
    columns |= dict.fromkeys(resource.more_columns, columns.get("date", ""))
    columns[NON_FIELD_ERRORS] = ""
    return [
        (columns.get(name, name), sentence)
        for name, sentences in said.items()
        for sentence in sentences
    ]


# Carrying out


class StaleError(Exception):
    """What was examined is no longer what would be done."""


class UnseenError(Exception):
    """Nobody has said that the likely duplicates are none."""


def preview(resource: RecordResource, table: Table) -> Generator[int, None, Examination]:
    """All that carrying out does, and then taken back: what the database refuses, shows too."""
    with transaction.atomic():
        with together() as change:
            found = yield from examine(resource, table)
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
) -> Generator[int, None, Examination]:
    """Raises StaleError where it would do other than the preview of this signature said.

    `distinct`: whether the likely duplicates have been seen, and are none.
    """
    with together(), because(f"导入“{batch.file_name}”。"):
        found = yield from examine(resource, table)
        if found.signature != signature or not found.is_good:
            raise StaleError
        if found.asked and not distinct:
            raise UnseenError
        _write(resource, found)
        if not found.is_good:
            raise StaleError
        batch.moment = moment()
        batch.made, batch.changed = len(found.of(NEW)), len(found.of(CHANGED))
        batch.save()
    return found


def _write(resource: RecordResource, found: Examination) -> None:
    made, changed = (
        [verdict.record for verdict in found.of(kind)] if found.is_good else []
        for kind in (NEW, CHANGED)
    )
    try:
        with transaction.atomic():
            resource.write(made, changed)
    except IntegrityError:
        _find_refused(resource, found)


def _find_refused(resource: RecordResource, found: Examination) -> None:
    """Which rows the database refuses, one after another; nothing of it stays."""
    with transaction.atomic():
        for verdict in found.of(NEW, CHANGED):
            record = verdict.record
            if verdict.kind == NEW:
                record.pk, record._state.adding = None, True
            verdict.errors = _by_column(resource, resource.check(record))
            try:
                if not verdict.errors:
                    with transaction.atomic():
                        is_new = verdict.kind == NEW
                        resource.write(*(([record], []) if is_new else ([], [record])))
            except IntegrityError as error:
                verdict.errors = [("", f"数据库不收：{error}")]
            if verdict.errors:
                verdict.kind = WRONG
        transaction.set_rollback(True)
    if found.is_good:
        raise IntegrityError("The database refuses all rows together, but none by itself.")


# Undoing


class UndoError(Exception):
    """A Chinese sentence that names the records for which it cannot be done."""


def undo(batch: ImportBatch, model: type[RecordTable]) -> int:
    """Every record as it was before the batch; how many there were."""
    why = f"撤销导入“{batch.file_name}”。"
    with together(), because(why):
        batch.refresh_from_db()
        if batch.moment is None or batch.undone:
            raise UndoError("这一批没有导入，或已经撤销。")
        rows = model.history.filter(history_date=batch.moment, history_type="+")
        made = set(rows.values_list(model._meta.pk.name, flat=True))
        keys = _touched(model, history_date=batch.moment)
        later = keys & _touched(model, history_date__gt=batch.moment)
        if later:
            raise UndoError(f"导入之后又改过，没有撤销：{_named(model, later)}。")
        _delete(model, made)
        for record in model.objects.filter(pk__in=keys - made).order_by("pk"):
            known = versions(record)
            try:
                restore(record, known[1], why)
            except ValidationError as error:
                raise UndoError(f"“{record}”：{'；'.join(error.messages)}") from error
        batch.undone = timezone.now()
        batch.save()
    return len(keys)


def records_of(batch: ImportBatch, model: type[RecordTable]) -> models.QuerySet:
    """What the batch made or changed, as far as it still is there."""
    return model.objects.filter(pk__in=_touched(model, history_date=batch.moment)).order_by("pk")


def _touched(model: type[RecordTable], **when) -> set[int]:
    """The records that were changed then, or parts of which were."""
    keys = set(model.history.filter(**when).values_list(model._meta.pk.name, flat=True))
    for part in parts_of(model):
        keys |= set(part.history.filter(**when).values_list(f"{part.part_of}_id", flat=True))
    return keys


def _delete(model: type[RecordTable], keys: set[int]) -> None:
    try:
        with transaction.atomic():
            model.objects.filter(pk__in=keys).delete()
    except models.ProtectedError as error:
        owners = {getattr(one, one.part_of or "", one) for one in error.protected_objects}
        users = "、".join(sorted(f"“{owner}”" for owner in owners)[:MOST_NAMED])
        raise UndoError(f"导入的记录已被别处引用，没有撤销：{users}。") from error


def _named(model: type[RecordTable], keys: set[int]) -> str:
    names = {record.pk: str(record) for record in model.objects.filter(pk__in=keys)}
    return "、".join(f"“{names.get(key, f'已删除，编号 {key}')}”" for key in sorted(keys))


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Around changes made after the view has returned: their history still knows who."""
    HistoricalRecords.context.request = request
    try:
        yield
    finally:
        del HistoricalRecords.context.request
