"""Columns that several record types have: dates as precise as they are known, web addresses."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from portal.text.dates import RANGE, DateError, read_typed

LONGEST_TYPED = 40  # characters of a date before it is stored as 2016-07-27


class PartialDateField(models.CharField):
    """2016, 2016-07 or 2016-07-27, or empty; a form takes a date in any form people type.

    As texts, earlier days are smaller.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10} | kwargs)

    def clean(self, value, model_instance):
        return super().clean(value and self._read(value), model_instance)

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": LONGEST_TYPED} | kwargs)

    @staticmethod
    def _read(text: str) -> str:
        try:
            date = read_typed(text)
        except DateError as error:
            raise ValidationError(f"{error}。") from error
        if date.precision == RANGE:
            raise ValidationError(f"“{text}”不是一个日期，而是几天：请只写一天、一个月或一年。")
        if date.qualifier:
            raise ValidationError(f"“{text}”是不确定的日期：这里只写一天、一个月或一年。")
        return date.iso


class WebAddressField(models.URLField):
    """An address of the web, http or https."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message="“%(value)s”不是网址：须以 http:// 或 https:// 开头，并写全。",
        )
    ]

    def formfield(self, **kwargs):
        # Django's own form field would refuse first, in words that do not name the value.
        return super().formfield(**{"form_class": forms.CharField} | kwargs)
