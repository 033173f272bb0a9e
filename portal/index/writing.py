"""Records → documents: a few anew, or all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from operator import itemgetter

from django.db import connection, models, transaction
from django.db.models import Max

from portal.changes import revision
from portal.changes.recording import AT_ONCE, parts
from portal.index import ahead
from portal.index.document import IndexDocument
from portal.index.names import rewrite_all_names, write_names
from portal.index.registry import readers
from portal.index.text_index import text_index
from portal.models import Document, DocumentLink, DocumentText
from portal.record_types import named_types

# The form of the index; to be raised whenever the code would write another for the same
# records, as after a change of the folding.
FORM = 7


def index_anew(keys: dict[type[models.Model], set[int]]) -> None:
    for type_ in named_types():
        write_names(type_, keys.get(type_.model, ()))
    for model in readers():
        for part in parts(sorted(keys.get(model, ()))):
            _index_anew(model, part)


def _index_anew(model: type[models.Model], keys: Sequence[int]) -> None:
    """What stands as it should is left."""
    stored = stored_documents(model, keys)
    wanted = {one.record: one for one in ahead.read(model, keys)}
    gone = [document for record, document in stored.items() if record not in wanted]
    new, changed = [], []
    for record, one in wanted.items():
        document = stored.get(record)
        if document is None:
            new.append(one)
        elif texts_of(document) != (one.date and one.date.start, one.folded, one.marks):
            gone.append(document)
            changed.append((document.pk, one))
        elif not is_current(document, one):
            _write_rows(document, one)
    _erase(gone)
    _write(changed)
    _write(zip(count(_first_free_key()), new, strict=False))


def stored_documents(model: type[models.Model], keys: Iterable[int]) -> dict[int, Document]:
    """By the record's key, with all that belongs to them."""
    found = Document.objects.filter(type=model._meta.model_name, record__in=keys)
    return {one.record: one for one in found.select_related("text").prefetch_related("links")}


def texts_of(document: Document) -> tuple | None:
    """All that the text index is told of it; None where its text is missing."""
    text = getattr(document, "text", None)
    return text and (document.start, text.folded, text.marks)


def is_current(document: Document, one: IndexDocument) -> bool:
    """Whether its columns and its links are those of `one`."""
    links = sorted((one.dimension, one.value, one.position) for one in document.links.all())
    return links == one.linked and all(
        getattr(document, name) == value for name, value in one.columns.items()
    )


def _write_rows(document: Document, one: IndexDocument) -> None:
    """What no text says."""
    Document.objects.filter(pk=document.pk).update(**one.columns)
    document.links.all().delete()
    _link([(document.pk, one)])


def _erase(documents: Sequence[Document]) -> None:
    known = ((one.pk, texts_of(one)) for one in documents)
    text_index().erase(connection, [(key, *texts) for key, texts in known if texts])
    keys = [one.pk for one in documents]
    for model, path in ((DocumentLink, "document"), (DocumentText, "pk"), (Document, "pk")):
        model.objects.filter(**{f"{path}__in": keys})._raw_delete(connection.alias)


def _write(found: Iterable[tuple[int, IndexDocument]], *, to_text_index: bool = True) -> None:
    """Documents' keys, and what stands under them."""
    found = [(key, one, one.folded, one.marks) for key, one in found]
    # PostgreSQL indexes a document by the text that is there when it comes.
    DocumentText.objects.bulk_create(
        DocumentText(document_id=key, folded=folded, marks=marks) for key, _, folded, marks in found
    )
    Document.objects.bulk_create(Document(pk=key, **one.columns) for key, one, *_ in found)
    _link((key, one) for key, one, *_ in found)
    if to_text_index:
        text_index().write(
            connection, [(key, one.date and one.date.start, *texts) for key, one, *texts in found]
        )


def _link(found: Iterable[tuple[int, IndexDocument]]) -> None:
    DocumentLink.objects.bulk_create(
        DocumentLink(document_id=key, dimension=dimension, value=value, position=position)
        for key, one in found
        for dimension, value, position in one.linked
    )


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
        rewrite_all_names()
        with text_index().rebuilding(connection, indexing):
            records = _records_by_date()
            for part in parts(records):
                _write(zip(count(done + 1), _read(part), strict=False), to_text_index=False)
                done += len(part)
                progress(done // 2, len(records))
        revision.note_listings_form(FORM)
    return done


def _records_by_date() -> list[tuple[date, type[models.Model], int]]:
    """All records with their first days, in order: what is found together is then kept together."""
    found = [
        (one.date.start if one.date else date.min, model, one.record)
        for model, read in readers().items()
        for part in parts_of(model)
        for one in read(part)
    ]
    return sorted(found, key=itemgetter(0))


def _read(records: Sequence[tuple[date, type[models.Model], int]]) -> Iterator[IndexDocument]:
    keys: dict[type[models.Model], list[int]] = {}
    for _, model, record in records:
        keys.setdefault(model, []).append(record)
    found = {(model, one.record): one for model in keys for one in readers()[model](keys[model])}
    yield from (found[model, record] for _, model, record in records)


def parts_of(model: type[models.Model]) -> Iterator[list[int]]:
    """All primary keys in their order, a few at a time."""
    last = 0
    keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
    while part := list(keys.filter(pk__gt=last)[:AT_ONCE]):
        yield part
        last = part[-1]


def bring_up_to_date(**kwargs) -> None:
    """Receives post_migrate: a database whose index is of another form, or none."""
    if revision.listings_form() != FORM:
        rebuild()
