"""Finds the records that cells refer to by their names."""

from collections.abc import Iterable
from difflib import get_close_matches
from operator import attrgetter

from portal.changes.recording import rows_with
from portal.models.base import RecordTable

LIKELY = 0.5  # least similarity (0 to 1) of a name that is offered for an unknown one
MOST_SHOWN = 3


class References:
    """Records of `model` by its `reference_names`, which are lookups in order of precedence.

    A name found by an earlier lookup is not searched by later ones. Exports use the first one.
    """

    def __init__(self, model: type[RecordTable]):
        self.model, self.lookups = model, model.reference_names
        self._found: dict[str, set[int]] = {}  # name → primary keys
        self._records: dict[int, RecordTable] = {}
        self._names: list[str] | None = None
        self.unknown: dict[str, list[str]] = {}

    def read(self, names: Iterable[str]) -> None:
        """Look up `names`: one query for each lookup."""
        names = {name for name in names if name} - self._found.keys()
        self._found |= {name: set() for name in names}
        for lookup in self.lookups:
            unknown = {name for name in names if not self._found[name]}
            matching = rows_with(self.model._base_manager, lookup, unknown)
            for name, key in matching.values_list(lookup, "pk").distinct():
                self._found[name].add(key)
        keys = {key for name in names for key in self._found[name]}
        self._records |= self.model._base_manager.in_bulk(keys - self._records.keys())

    def is_known(self, name: str) -> bool:
        return bool(self._found.get(name))

    def find(self, name: str) -> RecordTable:
        if name not in self._found:
            self.read([name])
        found = self._found[name]
        if len(found) == 1:
            return self._records[min(found)]
        if found:
            raise ValueError(self.ambiguity(name))
        kind = self.model._meta.verbose_name
        if name not in self.unknown:
            self.unknown[name] = self._nearest(name)
        nearest = self.unknown[name]
        hint = f"最接近的有 {'、'.join(nearest)}" if nearest else "也没有接近的"
        raise ValueError(f"没有名为“{name}”的{kind}，{hint}。")

    def ambiguity(self, name: str) -> str:
        """The sentence about a name of several records."""
        return f"“{name}”所指的{self.model._meta.verbose_name}不止一条，请写地址标识。"

    def name_of(self, record: RecordTable) -> str:
        return str(attrgetter(self.lookups[0].replace("__", "."))(record))

    def _nearest(self, name: str) -> list[str]:
        if self._names is None:
            stored = self.model._base_manager.values_list(*self.lookups)
            self._names = sorted({text for texts in stored for text in texts if text})
        return get_close_matches(name, self._names, MOST_SHOWN, LIKELY)
