"""The values of a record's form as a browser posts them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

OPENED, NOTE = "opened_version", "change_note"
RESOLVE, LOOK_AGAIN = "_resolve", "look"
# Field → what a browser would post; None for a checkbox that is not ticked.
Typed = dict[str, str | None]


def _content(form: type[forms.ModelForm]) -> dict[str, forms.Field]:
    left_out = {*getattr(form, "not_content", ()), form._meta.model.part_of}
    return {name: one for name, one in form.base_fields.items() if name not in left_out}


def shown(form: forms.ModelForm) -> Typed:
    """What a browser would post from an unchanged form."""
    return {
        name: _as_data(field, form.get_initial_for_field(field, name))
        for name, field in _content(form).items()
    }


def typed(form: type[forms.ModelForm], data: QueryDict, prefix: str = "") -> Typed:
    return {
        name: _as_data(field, field.widget.value_from_datadict(data, {}, prefix + name))
        for name, field in _content(form).items()
    }


def _as_data(field: forms.Field, value: Any) -> str | None:
    if isinstance(field, forms.BooleanField):
        return "on" if value else None
    prepared = field.prepare_value(value)
    if isinstance(prepared, list):
        return " ".join(prepared)
    return "" if prepared is None else str(prepared)


def plain(field: forms.Field, value: str | None) -> str:
    """A form that is equal for values with the same meaning: 2016-09-25 and 2016年9月25日."""
    text = (value or "").replace("\r\n", "\n")
    if isinstance(field, forms.ModelChoiceField):
        return text
    try:
        read = field.to_python(text)
    except ValidationError:
        return text
    return "" if read is None else str(read)


def put(data: QueryDict, prefix: str, values: Typed) -> None:
    for name, value in values.items():
        data.pop(prefix + name, None)
        if value is not None:
            data[prefix + name] = value
