"""Form fields of query parameters as OpenAPI parameters."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from drf_spectacular.utils import OpenApiParameter

from portal.api.forms import CursorField, FieldsField, MomentField, slugs_at
from portal.web.forms.fields import (
    LONGEST_SEARCH,
    ChoicesField,
    DocumentNumberField,
    PartialDateField,
    RecordsField,
    RepeatableField,
    WholeNumberField,
    WordsField,
    YearsField,
)

_TEXT = {"type": "string", "pattern": r"\S"}
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_YEAR = "[1-9][0-9]{3}"
_DATE = f"^{_YEAR}(-{_MONTH}(-{_DAY})?)?$"
_SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}


def parameters(wanted: Iterable[forms.Form]) -> list[OpenApiParameter]:
    found = {name: field for form in wanted for name, field in form.fields.items()}
    return [_parameter(name, field) for name, field in found.items()]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    is_list = isinstance(field, RepeatableField | FieldsField)
    schema = _schema(field)
    if is_list:
        schema = {"type": "array", "items": schema, "minItems": 1}
    return OpenApiParameter(
        name=name,
        description=_description(field),
        required=field.required,
        type=schema,
        style="form" if is_list else None,
        explode=isinstance(field, RepeatableField) if is_list else None,
    )


def _description(field: forms.Field) -> Any:
    described = field.label
    if takes := getattr(field, "described", "") or field.help_text:
        described = format_lazy("{}：{}", described, takes)
    if address := slugs_at(field):
        described = format_lazy("{}（{}）", described, address)
    return described


def _schema(field: forms.Field) -> dict[str, Any]:
    """Of one value."""
    return next(schema(field) for type_, schema in _SCHEMAS.items() if isinstance(field, type_))


def _whole_number(field: WholeNumberField) -> dict[str, Any]:
    bounds = {"minimum": field.min_value, "maximum": field.max_value}
    return {"type": "integer"} | {name: one for name, one in bounds.items() if one is not None}


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


# The first that a field is an instance of.
_SCHEMAS: dict[type[forms.Field], Callable[[Any], dict[str, Any]]] = {
    FieldsField: lambda field: _one_of(field.names),
    ChoicesField: lambda field: _one_of(field.choices),
    forms.ChoiceField: lambda field: _one_of(value for value, _ in field.choices if value),
    YearsField: lambda field: {"type": "string", "pattern": f"^{_YEAR}$"},
    RecordsField: lambda field: _SLUG,
    PartialDateField: lambda field: {"type": "string", "pattern": _DATE},
    DocumentNumberField: lambda field: _TEXT | {"example": "国发〔2016〕55号"},
    WordsField: lambda field: _TEXT | {"maxLength": LONGEST_SEARCH},
    WholeNumberField: _whole_number,
    MomentField: lambda field: {"type": "string", "format": "date-time"},
    CursorField: lambda field: {"type": "string", "pattern": r"^(\*|[-_A-Za-z0-9]+)$"},
    forms.Field: lambda field: _TEXT,
}
