"""When each record was entered, first public and last changed."""

from django.db import models

from portal.changes.recording import moment


class Timestamped(models.Model):
    """Set at the end of each change (`portal.models.stamping`); nobody edits them."""

    created_at = models.DateTimeField("录入时间", default=moment, editable=False)
    modified_at = models.DateTimeField("修改时间", default=moment, editable=False)
    # When it was public first, even if it is not now.
    published_at = models.DateTimeField("首次发布时间", null=True, editable=False)

    class Meta:
        abstract = True


TIMESTAMPS = {column.name for column in Timestamped._meta.local_fields}
