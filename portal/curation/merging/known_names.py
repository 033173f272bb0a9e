"""Keeps the table of known names up to date by reading the history of the records.

It is updated after the commit of each change, some hundreds of records at a time, so that no
change waits for it. The names of records that are still `pending` are read from the records.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q

from portal.changes.recording import AT_ONCE, parts
from portal.curation.history.versions import parts_of
from portal.curation.merging.names import Names
from portal.models import KnownName, NamesRead
from portal.models.base import RecordTable, record_tables

# To be raised when names are folded or marked in another way, so that all are read anew.
RULES = 1


def bring_up_to_date(**kwargs) -> None:
    """Update the names of all records that have changed; also receives post_migrate."""
    for model in record_tables():
        if model.known_by and pending(model) != set():
            while not _read_some(model):
                pass


def pending(model: type[RecordTable]) -> set[int] | None:
    """Primary keys of records whose names are not up to date; None for all records."""
    read = _read(model)
    if any(table not in read for table in _tables(model)):
        return None
    return {
        key
        for table, owner in _tables(model).items()
        for key in _rows_after(table, read[table]).values_list(owner, flat=True)
    }


def names_in(model: type[RecordTable], records: Iterable[int] | None) -> dict[int, Names]:
    """Primary key → folded names of these records, or of all for None; a few queries."""
    names: dict[int, list[str]] = defaultdict(list)
    texts: dict[int, list[str]] = defaultdict(list)
    for of_part in [None] if records is None else parts(sorted(records)):
        found = model._base_manager.all()
        found = found if of_part is None else found.filter(pk__in=of_part)
        for lookup in model.known_by:
            for key, name in found.values_list("pk", lookup):
                names[key].append(name)
        bearing = [(f"{name}__contains", "号") for name in model.numbered_in]
        if bearing:
            numbered = found.filter(Q(*bearing, _connector=Q.OR))
            for key, *said in numbered.values_list("pk", *model.numbered_in):
                texts[key] += said
    return {key: Names.of(names[key], texts[key]) for key in names.keys() | texts.keys()}


def _read_some(model: type[RecordTable]) -> bool:
    """Update the names of some changed records in one transaction; whether none is left."""
    with transaction.atomic():
        # The row lock makes two processes take turns.
        read = _read(model, NamesRead.objects.select_for_update())
        if any(table not in read for table in _tables(model)):
            _read_all(model)
            return True
        keys, is_all = set(), True
        for table, owner in _tables(model).items():
            rows = _rows_after(table, read[table]).values_list("history_id", owner)
            if some := list(rows[:AT_ONCE]):
                keys |= {key for _, key in some}
                _note(table, some[-1][0])
                is_all &= len(some) < AT_ONCE
        _write(model, keys)
    return is_all


def _read_all(model: type[RecordTable]) -> None:
    KnownName.objects.filter(table=model._meta.label_lower).delete()
    for table in _tables(model):
        _note(table, table.history.aggregate(last=Max("history_id"))["last"] or 0)
    for keys in parts(list(model._base_manager.values_list("pk", flat=True))):
        _insert(model, _rows(model, keys))


def _tables(model: type[RecordTable]) -> dict[type[RecordTable], str]:
    """The models with names of `model`'s records → their column with the record's key."""
    relations = {lookup.split("__")[0] for lookup in model.known_by if "__" in lookup}
    related = [model._meta.get_field(name).related_model for name in relations]
    of_parts = {part: f"{part.part_of}_id" for part in parts_of(model) if part in related}
    return {model: model._meta.pk.name} | of_parts


def _read(model: type[RecordTable], progress=NamesRead.objects) -> dict[type[RecordTable], int]:
    by_label = {table._meta.label_lower: table for table in _tables(model)}
    rows = progress.filter(table__in=by_label, rules=RULES)
    return {by_label[one.table]: one.history for one in rows}


def _note(table: type[RecordTable], history: int) -> None:
    NamesRead.objects.update_or_create(
        table=table._meta.label_lower, defaults={"history": history, "rules": RULES}
    )


def _rows_after(table: type[RecordTable], history: int):
    return table.history.filter(history_id__gt=history).order_by("history_id")


def _write(model: type[RecordTable], keys: Iterable[int]) -> None:
    """Write only differences."""
    for part in parts(sorted(keys)):
        wanted = _rows(model, part)
        known = KnownName.objects.filter(table=model._meta.label_lower, record__in=part)
        columns = ("pk", "record", "mark", "length", "text")
        stored = {row[1:]: row[0] for row in known.values_list(*columns)}
        gone = [stored[row] for row in stored.keys() - wanted]
        KnownName.objects.filter(pk__in=gone).delete()
        _insert(model, wanted - stored.keys())


StoredName = tuple[int, str, int, str]


def _rows(model: type[RecordTable], keys: Iterable[int]) -> set[StoredName]:
    """(record, mark, length, text) of all names of these records."""
    names = names_in(model, keys)
    return {(key, *row) for key, of_record in names.items() for row in of_record.rows}


def _insert(model: type[RecordTable], rows: Iterable[StoredName]) -> None:
    table = model._meta.label_lower
    KnownName.objects.bulk_create(
        KnownName(table=table, record=record, mark=mark, length=length, text=text)
        for record, mark, length, text in sorted(rows)
    )
