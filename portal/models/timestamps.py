"""When each record was created, first published and last modified."""

from django.db import models

from portal.changes.recording import moment


class Timestamped(models.Model):
    """Timestamps, set at the end of each change (`portal.models.stamping`) and never edited."""

    created_at = models.DateTimeField("录入时间", default=moment, editable=False)
    modified_at = models.DateTimeField("修改时间", default=moment, editable=False)
    # The first publication, even if the record is not public now.
    published_at = models.DateTimeField("首次发布时间", null=True, editable=False)

    class Meta:
        abstract = True


TIMESTAMPS = {column.name for column in Timestamped._meta.local_fields}
