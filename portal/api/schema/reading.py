"""The OpenAPI document as the documentation page shows it."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Named(NamedTuple):
    """A parameter of an address, or a field of an answer."""

    name: str
    type: str
    described: str


class Address(NamedTuple):
    path: str
    summary: str
    parameters: list[Named]
    answer: str  # the name of its description


class Shape(NamedTuple):
    name: str
    fields: list[Named]


def addresses(document: dict[str, Any]) -> list[Address]:
    found = []
    for path, methods in document["paths"].items():
        operation = methods["get"]
        parameters = [
            Named(one["name"], type_of(one["schema"]), one.get("description", ""))
            for one in operation.get("parameters", ())
        ]
        content = operation["responses"]["200"]["content"]["application/json"]
        found.append(Address(path, operation["summary"], parameters, type_of(content["schema"])))
    return found


def shapes(document: dict[str, Any]) -> list[Shape]:
    schemas, found = document["components"]["schemas"], []
    for name, schema in schemas.items():
        if properties := schema.get("properties"):
            fields = [
                Named(field, type_of(one, schemas), _described(one))
                for field, one in properties.items()
            ]
            found.append(Shape(name, fields))
    return found


def _described(schema: dict[str, Any]) -> str:
    """Without the list of values, which the type gives."""
    return schema.get("description", "").partition("* `")[0].strip()


def type_of(schema: dict[str, Any], schemas: dict[str, Any] | None = None) -> str:
    """As in: Date | null, [Citation], day | month.

    With `schemas`, by name, one that only stands for several others is written as these.
    """
    return " | ".join(_types(schema, schemas or {}))


def _types(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        several = schemas.get(name, {}).get("anyOf")
        yield type_of({"anyOf": several}, schemas) if several else name
    elif one_of := schema.get("anyOf") or schema.get("allOf"):
        for one in one_of:
            yield from _types(one, schemas)
    elif values := schema.get("enum"):
        yield from (f"“{value}”" if value == "" else str(value) for value in values)
    elif schema.get("type") == "array":
        yield f"[{type_of(schema['items'], schemas)}]"
    else:
        types = schema.get("type", "")
        names = types if isinstance(types, list) else [types]
        yield from (schema.get("format") or name if name == "string" else name for name in names)
