"""The differences between two states of a record, field by field, as texts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models

from portal.models.base import RecordTable
from portal.models.evidence.citations import StatementsField

# () for the record itself; (model, *natural key) for a part.
Key = tuple
Values = dict[str, Any]
State = dict[Key, Values]

ALIKE = 0.5  # least similarity (0 to 1) of two texts whose differences are marked in place


@dataclass(frozen=True)
class Piece:
    """A run of text; `mark` is "" (unchanged), "del" or "ins"."""

    text: str
    mark: str


@dataclass(frozen=True)
class Difference:
    """A changed field; `part` is the name of the part, "" for the record itself."""

    part: str
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return compare(self.before, self.after)


def compare(before: str, after: str) -> list[Piece]:
    """Both texts as one; if they are similar, only deletions and insertions are marked."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    opcodes = [("replace", 0, len(before), 0, len(after))]
    if matcher.ratio() >= ALIKE:
        opcodes = matcher.get_opcodes()
    pieces = []
    for what, start, end, new_start, new_end in opcodes:
        if what == "equal":
            pieces.append(Piece(before[start:end], ""))
        else:
            pieces += [Piece(before[start:end], "del"), Piece(after[new_start:new_end], "ins")]
    return [piece for piece in pieces if piece.text]


def named_by(part: type[RecordTable]) -> list[str]:
    """The columns that identify a part of a record."""
    names = [name for name in part.natural_fields if name != part.part_of]
    return [part._meta.get_field(name).attname for name in names]


class DifferenceTexts:
    """Describes differences of `states` of a record; one query for each table referred to."""

    def __init__(self, model: type[RecordTable], states: Iterable[State]):
        self.model = model
        keys: dict[type[models.Model], set] = defaultdict(set)
        for state in states:
            for key, values in state.items():
                for column, value in self._columns(key, values):
                    if column.is_relation and value is not None:
                        keys[column.related_model].add(value)
        self.names = {table: table._base_manager.in_bulk(found) for table, found in keys.items()}

    def differences(self, before: State, after: State) -> Iterator[Difference]:
        for key in {**before, **after}:
            old, new = before.get(key, {}), after.get(key, {})
            for column, _ in self._columns(key, new or old):
                shown = [self._shown(column, values.get(column.attname)) for values in (old, new)]
                if shown[0] != shown[1]:
                    yield Difference(self._part_name(key), str(column.verbose_name), *shown)

    def _columns(self, key: Key, values: Values) -> Iterator[tuple[models.Field, Any]]:
        table = key[0] if key else self.model
        return ((table._meta.get_field(name), value) for name, value in values.items())

    def _part_name(self, key: Key) -> str:
        if not key:
            return ""
        part, *values = key
        columns = [part._meta.get_field(name) for name in named_by(part)]
        shown = [self._shown(*named) for named in zip(columns, values, strict=True)]
        return f"{part._meta.verbose_name} {' '.join(shown)}"

    def _shown(self, column: models.Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if column.is_relation:
            target = self.names[column.related_model].get(value)
            return str(target) if target else f"（已删除，编号 {value}）"
        if isinstance(column, models.BooleanField):
            return "是" if value else "否"
        if isinstance(column, StatementsField):
            return column.labels(value)
        return str(dict(column.flatchoices).get(value, value))
