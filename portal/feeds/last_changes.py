"""What the last change of a record was, in words: new, or corrected and in what.

Read from the history of the record and of its parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from portal.models.base import RecordTable, parts_of
from portal.models.curated import PUBLIC, Curated, State

_STATE = {"state", "withdrawn_on", "withdrawn_because"}
NEW, AGAIN = "新收录", "重新公布"
_BY_OTHERS = "更正：与它对照的另一来源记录"


class _Row(NamedTuple):
    """A history row; `values` are by the label of their column, without those of the state."""

    change_set: int
    state: str
    values: dict[str, Any]


def last_changes(model: type[RecordTable], keys: Iterable[int]) -> dict[int, str]:
    """For each public record; a query for the table and one for each table of its parts."""
    keys = list(keys)
    rows = _rows(model, keys)
    parts = _parts(model, keys)
    return {key: _words(rows[key], parts[key]) for key in keys}


def _words(rows: list[_Row], parts: dict[int, list[str]]) -> str:
    """`parts` are the names of parts by the change sets that changed them."""
    last = max([rows[-1].change_set, *parts]) if rows else 0
    now = rows[-1] if rows else None
    before = next((row for row in reversed(rows) if row.change_set < last), None)
    public = [row for row in rows if row.change_set < last and row.state == State.PUBLISHED]
    if now is None or before is None or not public:
        return NEW
    if before.state != State.PUBLISHED:
        changed, words = list(_changed(public[-1], now)), AGAIN
        since = (name for at, some in parts.items() if at > public[-1].change_set for name in some)
        changed += since
        return f"{words}，更正：{_joined(changed)}" if changed else words
    changed = [*_changed(before, now), *parts.get(last, ())]
    return f"更正：{_joined(changed)}" if changed else _BY_OTHERS


def _joined(names: list[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _changed(before: _Row, after: _Row) -> Iterator[str]:
    yield from (name for name, value in after.values.items() if before.values.get(name) != value)


def _rows(model: type[RecordTable], keys: list[int]) -> dict[int, list[_Row]]:
    """The history of each record, the oldest row first."""
    history, own = model.history, model._meta.pk.name
    columns = {
        column.attname: str(column.verbose_name)
        for column in history.model.tracked_fields
        if column.editable and not column.primary_key and column.name not in _STATE
    }
    state = ("state",) if issubclass(model, Curated) else ()
    found: dict[int, list[_Row]] = defaultdict(list)
    rows = history.filter(**{f"{own}__in": keys}).order_by("change_set_id", "history_id")
    for key, change_set, *values in rows.values_list(own, "change_set_id", *state, *columns):
        known = values.pop(0) if state else State.PUBLISHED
        found[key].append(_Row(change_set, known, dict(zip(columns.values(), values, strict=True))))
    return found


def _parts(model: type[RecordTable], keys: list[int]) -> dict[int, dict[int, list[str]]]:
    """Record → change set → the names of its parts that were changed then."""
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in parts_of(model):
        rows = part.history.filter(**{f"{part.part_of}__in": keys}).order_by()
        if issubclass(part, Curated):  # nobody is told of drafts
            rows = rows.filter(state__in=PUBLIC)
        name = str(part._meta.verbose_name)
        for key, change_set in rows.values_list(part.part_of, "change_set_id").distinct():
            found[key][change_set].append(name)
    return found
