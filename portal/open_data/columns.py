"""Columns: a record as one flat row, for CSV, XLSX and the data dictionary.

A record type declares its columns (`portal.record_types`). Their names are English and stay as
they are; titles, descriptions and values are in the language of the records. Several values in
one cell are joined with ；: in JSON Lines they are lists.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import override

from portal.open_data.data import Data

STRING, INTEGER, BOOLEAN, MOMENT = "string", "integer", "boolean", "datetime"
DAY = "date"  # YYYY-MM-DD
PARTIAL_DATE = "partial date"  # YYYY-MM-DD, YYYY-MM or YYYY
SEPARATOR = "；"

Value = str | int | bool | None


@dataclass(frozen=True)
class Column:
    """`value` reads the cell from the data of a record; None is an empty cell."""

    name: str
    title: str
    description: str
    value: Callable[[Data], Value]
    type: str = STRING


def stored(name: str, title: str, description: str = "", *, of: str = "", type: str = STRING):  # noqa: A002
    """A column with a value of the data: the one named as the column, or the one at `of`.

    `of` may have two parts, such as date.start: nothing is read from an object that is None.
    """
    return Column(name, title, description, _reading(of or name), type)


def _reading(path: str) -> Callable[[Data], Any]:
    name, _, inner = path.partition(".")
    if not inner:
        return lambda data: data[name]
    return lambda data: data[name] and data[name][inner]


def known_day(name: str, title: str, description: str = "") -> Column:
    """A date that is as precise as it is known."""
    return stored(name, title, description, of=f"{name}.text", type=PARTIAL_DATE)


def labelled(name: str, title: str, of: str, choices: type[TextChoices]) -> Column:
    """The Chinese label of the key at `of`."""
    read, label = _reading(of), label_of(choices)
    return Column(name, title, f"{of.replace('.', '_')} 的中文。", lambda data: label(read(data)))


def label_of(choices: type[TextChoices]) -> Callable[[str], str]:
    """Key → Chinese label; an unknown key as it is."""

    @cache
    def labels() -> Mapping[str, str]:
        with override("zh-hans"):
            return {value: str(label) for value, label in choices.choices}

    return lambda key: labels().get(key, key)


def joined(values: Iterable[object]) -> str:
    return SEPARATOR.join(map(str, values))


def each(name: str, title: str, description: str, of: str, value: Callable[[Data], object]):
    """A column that joins one value of each item of the list `of`."""
    return Column(name, title, description, lambda data: SEPARATOR.join(map(value, data[of])))


def union(of_types: Mapping[str, Iterable[Column]]) -> list[Column]:
    """The columns of all types, by type; the cells that a record's type does not have are empty."""
    by_type = {type_: {one.name: one for one in some} for type_, some in of_types.items()}
    found: dict[str, Column] = {}
    for columns in by_type.values():
        found |= {name: one for name, one in columns.items() if name not in found}
    return [_for_all(one, by_type) for one in found.values()]


def _for_all(column: Column, by_type: Mapping[str, Mapping[str, Column]]) -> Column:
    values = {
        type_: columns[column.name].value if column.name in columns else _nothing
        for type_, columns in by_type.items()
    }
    if set(values.values()) == {column.value}:
        return column
    return replace(column, value=lambda data: values[data["type"]](data))


def _nothing(data: Data) -> None:
    return None


def row_of(columns: Iterable[Column]) -> Callable[[Data], list[Value]]:
    values = [one.value for one in columns]
    return lambda data: [value(data) for value in values]
