"""Records of a file written in bulk, with their parts; and what the database would refuse."""

from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from portal.changes.recording import parts
from portal.curation.history.versions import count_changes, parts_of
from portal.curation.importing.reading import Errors
from portal.curation.importing.resource import RecordResource
from portal.models import Erratum, Versioned
from portal.models.base import RecordTable
from portal.models.curated import expect_founded

RecordErrors = Iterable[tuple[RecordTable, Errors]]


def write(resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]) -> None:
    """With listings and history; the database may yet refuse (IntegrityError)."""
    resource.before_writing([*made, *changed])
    resource.model.objects.bulk_create(made)
    columns = [*(one.name for one in resource.database_columns), *resource.filled_columns]
    if issubclass(resource.model, Versioned):
        columns.append("version")
        for record in changed:
            record.version += 1
    resource.model.objects.overwrite(changed, columns)
    for column in resource.parts_columns:
        column.write(made, changed)
    count_changes([*made, *changed])
    resource.after_writing([*made, *changed])


def check(resource: RecordResource, record: RecordTable) -> Errors:
    """What the database would refuse of a record or its parts."""
    found: Errors = {}
    try:
        record.full_clean()
    except ValidationError as error:
        found |= error.message_dict
    for column in resource.parts_columns:
        if refused := column.check(record):
            found.setdefault(column.attribute, []).extend(refused)
    return found


def check_together(resource: RecordResource, records: list[RecordTable]) -> RecordErrors:
    """What is wrong with records that shows only once all of them are written."""
    yield from resource.check_together(records)
    written = {record.pk: record for record in records}
    for model in parts_of(resource.model):
        if issubclass(model, Erratum):
            yield from _misplaced(model, written)
        if model.rests_on:
            yield from _unfounded(model, written)


def _misplaced(model: type[Erratum], records: dict[int, RecordTable]) -> RecordErrors:
    """Records whose errata no longer stand in what they say."""
    for keys in parts(sorted(records)):
        for erratum in model.objects.filter(record__in=keys):
            erratum.record = records[erratum.record_id]
            try:
                erratum.clean()
            except ValidationError as error:
                said = [f"勘误“{erratum}”：{sentence}" for sentence in error.messages]
                yield erratum.record, {erratum.field: said}


def _unfounded(model: type[RecordTable], records: dict[int, RecordTable]) -> RecordErrors:
    """Public records with parts that rest on what is not public."""
    public = [key for key, record in records.items() if getattr(record, "is_published", False)]
    for keys in parts(sorted(public)):
        rows = model.objects.filter(**{f"{model.part_of}__in": keys})
        for row in rows.select_related(*model.rests_on):
            try:
                expect_founded(row, public=True)
            except ValidationError as error:
                record = records[getattr(row, f"{model.part_of}_id")]
                yield record, {NON_FIELD_ERRORS: error.messages}
