"""Rows of fixtures, which Django saves without calling the model's own `save`."""

from django.core.exceptions import ValidationError

from portal.changes.recording import together, touched_by
from portal.models.base import RecordTable
from portal.models.history import CHANGED, CREATED, write_history


def before_fixture_row(sender, instance, raw=False, **kwargs) -> None:
    """Receives pre_save; remembers the records that the row affects before the change."""
    if raw and issubclass(sender, RecordTable):
        for name, sentence in instance._unprintable():
            raise ValidationError({name: sentence})
        instance.left = touched_by(sender, [instance.pk])


def after_fixture_row(sender, instance, created, raw=False, **kwargs) -> None:
    """Receives post_save."""
    if raw and issubclass(sender, RecordTable):
        with together() as change:
            change.add(instance.left)
            change.touch(sender, [instance.pk])
            write_history(sender, [instance.pk], CREATED if created else CHANGED)
