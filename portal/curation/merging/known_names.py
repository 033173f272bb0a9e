"""Keeps the table of known names up to date by reading the history of the records.

It is updated after the commit of each change, some hundreds of records at a time, so that no
change waits for it. The names of records that are still `pending` are read from the records.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from portal.changes.recording import parts, turns
from portal.curation.history.versions import changed_since, last_change_set
from portal.curation.merging.names import Names, names_from
from portal.models import KnownName, NamesRead
from portal.models.base import RecordTable, record_tables
from portal.models.bulk.inserting import insert_rows
from portal.text.document_numbers import DocumentNumber

# To be raised when names are folded or marked in another way, so that all are read anew.
RULES = 3


def bring_up_to_date(**kwargs) -> None:
    """Update the names of all records that have changed; also receives post_migrate."""
    last = last_change_set()
    for model in record_tables():
        if model.known_by and (keys := pending(model)):
            _update(model, keys, last)


def pending(model: type[RecordTable]) -> set[int]:
    """Primary keys of records whose names are not up to date."""
    read = NamesRead.objects.filter(table=model._meta.label_lower, rules=RULES).first()
    since = read.history if read else 0
    relations = [lookup.split("__")[0] for lookup in model.known_by if "__" in lookup]
    with_names = [model, *(model._meta.get_field(name).related_model for name in relations)]
    return {key for table, key in changed_since(since, with_names) if table is model}


def names_in(model: type[RecordTable], records: Iterable[int]) -> dict[int, Names]:
    """Primary key → folded names of these records; a few queries for some hundreds."""
    names: dict[int, list[str]] = defaultdict(list)
    texts: dict[int, list[str]] = defaultdict(list)
    numbers: dict[int, list[str]] = defaultdict(list)
    for part in parts(sorted(records)):
        found = model._base_manager.filter(pk__in=part)
        for lookup in model.known_by:
            for key, name in found.values_list("pk", lookup):
                names[key].append(name)
        for lookup in model.numbered_in:
            numbered = found.filter(**{f"{lookup}__contains": "号"})
            for key, text in numbered.values_list("pk", lookup):
                texts[key].append(text)
        for lookup in model.own_numbers:
            for key, number in found.exclude(**{lookup: ""}).values_list("pk", lookup):
                numbers[key].append(number)
    keys = names.keys() | texts.keys() | numbers.keys()
    return {key: names_from(names[key], texts[key], numbers[key]) for key in keys}


def records_numbered(model: type[RecordTable], number: DocumentNumber) -> QuerySet:
    """Keys of records with this number, or with a text that contains it."""
    known = KnownName.objects.filter(table=model._meta.label_lower, mark=number.mark, length=0)
    return known.filter(text__endswith=number.issuer).values("record")


def _update(model: type[RecordTable], keys: set[int], last: int) -> None:
    """Update the names of these records, some in each transaction."""
    table = model._meta.label_lower
    NamesRead.objects.get_or_create(table=table, defaults={"history": 0, "rules": 0})
    progress = NamesRead.objects.filter(table=table)
    for part in turns(sorted(keys)):
        with transaction.atomic():
            progress.select_for_update().get()  # makes two processes take turns
            _write(model, part)
    progress.update(history=last, rules=RULES)


def _write(model: type[RecordTable], keys: Sequence[int]) -> None:
    """Write only differences."""
    table, names = model._meta.label_lower, names_in(model, keys)
    wanted = {(key, *row) for key, of_record in names.items() for row in of_record}
    known = KnownName.objects.filter(table=table, record__in=keys)
    stored = {
        row[1:]: row[0] for row in known.values_list("pk", "record", "mark", "length", "text")
    }
    gone = [stored[row] for row in stored.keys() - wanted]
    KnownName.objects.filter(pk__in=gone).delete()
    new = [(table, *row) for row in sorted(wanted - stored.keys())]
    insert_rows(KnownName, new, ("table", "record", "mark", "length", "text"))
