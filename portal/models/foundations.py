"""Foundations of a row: what its model names in `rests_on`, such as a record's source."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models


def expect_founded(row: models.Model, *, public: bool) -> None:
    """Raises ValidationError if a public row would have a foundation that is not public."""
    for name in row.rests_on if public else ():
        try:
            target = getattr(row, f"{name}_id") and getattr(row, name)
        except ObjectDoesNotExist:
            continue  # the field itself reports it
        if target and not target.is_published:
            raise ValidationError(
                {
                    name: f"“{target}”现为“{target.get_state_display()}”：公开的记录只能依据公开的"
                    f"{target._meta.verbose_name}，请先发布它。"
                }
            )
