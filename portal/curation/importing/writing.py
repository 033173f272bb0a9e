"""Writes the records of a file in bulk, with their parts."""

from portal.curation.history.versions import raise_versions
from portal.curation.importing.resource import RecordResource
from portal.models.base import RecordTable


def write(resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]) -> None:
    """Write records, index and history; the database may raise IntegrityError."""
    resource.model.objects.write(made, changed)
    for column in resource.parts_columns:
        column.write(made, changed)
    raise_versions([*made, *changed])
    resource.after_writing([*made, *changed])
