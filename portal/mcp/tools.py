"""What a client can ask: tools that the apps declare, and their registry.

A tool answers with the same plain data as the API. What the catalogue does not hold is said in
a form that programs can read, `not_held`, so that nobody has to guess.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.open_data.data import Data, Site

Schema = dict[str, Any]


class BadArgumentError(ValueError):
    """The arguments are wrong; the sentence names each of them."""


@dataclass(frozen=True)
class Argument:
    """A parameter of a page; a repeatable one takes a list."""

    description: str
    type: str = "string"  # or integer
    repeatable: bool = False
    required: bool = False

    @property
    def schema(self) -> Schema:
        one = {"type": self.type}
        shape = {"type": "array", "items": one} if self.repeatable else one
        return {"description": self.description, **shape}

    def texts(self, name: str, value: Any) -> list[str]:
        """As in a query string. Raises BadArgumentError for a value of another type."""
        values = value if self.repeatable and isinstance(value, list) else [value]
        wanted = int if self.type == "integer" else str
        # A single value stands for a list of one, and digits for a text: a year is both.
        taken = (wanted,) if wanted is int else (str, int)
        if any(isinstance(one, bool) or not isinstance(one, taken) for one in values):
            kind = f"{self.type} 的列表" if self.repeatable else self.type
            raise BadArgumentError(f"参数 {name} 的值 {value!r} 有误：须为 {kind}。")
        texts = [str(one) for one in values]
        if not all(map(_is_text, texts)):
            raise BadArgumentError(f"参数 {name} 的值 {value!r} 里有不成文字的字符。")
        return texts


def _is_text(value: str) -> bool:
    """Without what JSON may contain, but neither database."""
    return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


@dataclass(frozen=True)
class Tool:
    """`run` gets the arguments as a query string, and returns plain data.

    `arguments` are asked for when needed, because apps declare dimensions at start.
    """

    name: str
    title: str
    description: str
    run: Callable[[QueryDict, Site], Data]
    arguments: Callable[[], dict[str, Argument]] = dict

    def declaration(self) -> Data:
        arguments = self.arguments()
        schema: Schema = {
            "type": "object",
            "properties": {name: one.schema for name, one in arguments.items()},
            "additionalProperties": False,
        }
        if required := [name for name, one in arguments.items() if one.required]:
            schema["required"] = required
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": schema,
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }

    def call(self, given: dict[str, Any], site: Site) -> Data:
        """Raises BadArgumentError."""
        arguments = self.arguments()
        for name in given.keys() - arguments.keys():
            raise BadArgumentError(f"没有参数“{name}”：可用 {'、'.join(arguments) or '无'}。")
        query = QueryDict(mutable=True)
        for name, one in arguments.items():
            if name in given:
                query.setlist(name, one.texts(name, given[name]))
            elif one.required:
                raise BadArgumentError(f"缺少参数 {name}：{one.description}")
        return self.run(query, site)


def not_held(reason: str, sentence: str, **more: Any) -> Data:
    """The answer to a question that the catalogue cannot answer; `reason` is for programs."""
    return {"held": False, "not_held": {"reason": reason, "sentence": sentence, **more}}


_registered: dict[str, Tool] = {}


def register(*tools: Tool) -> None:
    _registered.update({one.name: one for one in tools})


def registered() -> dict[str, Tool]:
    return dict(_registered)
