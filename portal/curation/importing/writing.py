"""Records of a file written in bulk, with their parts."""

from portal.curation.history.versions import count_changes
from portal.curation.importing.resource import RecordResource
from portal.models.base import RecordTable


def write(resource: RecordResource, made: list[RecordTable], changed: list[RecordTable]) -> None:
    """With listings and history; the database may yet refuse (IntegrityError)."""
    resource.model.objects.write(made, changed)
    for column in resource.parts_columns:
        column.write(made, changed)
    count_changes([*made, *changed])
    resource.after_writing([*made, *changed])
