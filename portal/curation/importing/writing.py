"""Records of a file written in bulk, with their parts."""

from portal.curation.history.versions import count_changes
from portal.curation.importing.resource import RecordResource
from portal.models import Versioned
from portal.models.base import RecordTable


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
