"""Records → documents: a few anew, or all of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from operator import itemgetter

from django.db import connection, models, transaction
from django.db.models import Max

from portal.changes import revision
from portal.changes.recording import parts
from portal.index import ahead, summaries
from portal.index.document import IndexDocument
from portal.index.registry import readers
from portal.index.rows import StoredDocument, erase_rows, stored_documents, write_rows
from portal.index.text_index.backends import text_index
from portal.index.text_index.names import rewrite_all_names, write_names
from portal.models import Document
from portal.record_types import named_types, registered

# The form of the index; to be raised whenever the code would write another for the same
# records, as after a change of the folding.
FORM = 12
# Documents of a type. SQLite's text index is quicker to write in few large batches.
WRITTEN_AT_ONCE = 10_000


def index_anew(keys: dict[type[models.Model], set[int]]) -> None:
    _follow(keys)
    for type_ in named_types():
        write_names(type_, keys.get(type_.model, ()))
    changed: Counter = Counter()
    for model in readers():
        for some in parts(sorted(keys.get(model, ())), WRITTEN_AT_ONCE):
            changed.update(_index_anew(model, some))
    summaries.write(changed)


def _follow(keys: dict[type[models.Model], set[int]]) -> None:
    for type_ in registered():
        if type_.follow:
            type_.follow(keys)


def _index_anew(model: type[models.Model], keys: Sequence[int]) -> Counter:
    """What stands as it should is left. Returns what changes in the summaries."""
    gone, changed, moved, new, former = [], [], [], [], []
    stored = stored_documents(model, keys)
    wanted = {one.record: one for part in parts(keys) for one in ahead.read(model, part)}
    erased = [document for record, document in stored.items() if record not in wanted]
    gone += erased
    former += erased
    for record, one in wanted.items():
        document = stored.get(record)
        if document is None:
            new.append(one)
        elif document.text != one.text:
            gone.append(document)
            former.append(document)
            changed.append((document.key, one))
        elif not document.has_rows_of(one):
            former.append(document)
            moved.append((document.key, one))
    free_keys = count(_first_free_key())  # while the changed documents still have theirs
    _erase(gone)
    _write([*changed, *zip(free_keys, new, strict=False)])
    erase_rows([key for key, _ in moved], with_text=False)
    write_rows(moved, with_text=False)
    return summaries.change(former, [*new, *(one for _, one in (*changed, *moved))])


def _erase(documents: Sequence[StoredDocument]) -> None:
    texts = [(one.key, *one.text) for one in documents if one.text]
    text_index().erase(connection, texts)
    erase_rows([one.key for one in documents])


def _write(documents: Sequence[tuple[int, IndexDocument]]) -> None:
    write_rows(documents)
    text_index().write(connection, [(key, *one.text) for key, one in documents])


def _first_free_key() -> int:
    """Only who holds the lock writes documents, so that nobody else takes it."""
    return (Document.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Index every record anew, all or nothing; `progress` is told how many of how many are done."""

    def indexing(indexed: int, total: int) -> None:
        progress((total + indexed) // 2, total)

    done = 0
    with transaction.atomic():
        revision.lock()
        _follow({model: set(all_keys(model)) for model in readers()})
        rewrite_all_names()
        with text_index().rebuilding(connection, indexing):
            records = _records_by_date()
            for part in parts(records):
                write_rows([*zip(count(done + 1), _read(part), strict=False)])
                done += len(part)
                progress(done // 2, len(records))
            summaries.rebuild()
        revision.renew(listings_form=FORM)
    return done


def _records_by_date() -> list[tuple[date, type[models.Model], int]]:
    """All records with their first days, in order: what is found together is then kept together."""
    found = [
        (one.date.start if one.date else date.min, model, one.record)
        for model, read in readers().items()
        for part in parts(all_keys(model))
        for one in read(part)
    ]
    return sorted(found, key=itemgetter(0))


def _read(records: Sequence[tuple[date, type[models.Model], int]]) -> Iterator[IndexDocument]:
    keys: dict[type[models.Model], list[int]] = {}
    for _, model, record in records:
        keys.setdefault(model, []).append(record)
    found = {(model, one.record): one for model in keys for one in readers()[model](keys[model])}
    yield from (found[model, record] for _, model, record in records)


def all_keys(model: type[models.Model]) -> list[int]:
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True))


def bring_up_to_date(**kwargs) -> None:
    """Receives post_migrate: a database whose index is of another form, or none."""
    if revision.listings_form() != FORM:
        rebuild()
    else:
        text_index().complete(connection)
