"""Checks that the index is up to date with the records."""

from collections.abc import Iterable, Iterator

from django.db import connection

from portal.changes import revision
from portal.changes.recording import parts
from portal.index import summaries
from portal.index.document import IndexDocument
from portal.index.registry import readers
from portal.index.rows import stored_documents
from portal.index.text_index.backends import text_index
from portal.index.text_index.names import stale_names
from portal.index.writing import FORM, all_keys
from portal.models import Document, DocumentText


def seems_current() -> bool:
    """Whether the number of documents is right, and this code wrote them; three queries a table.

    `stale` is exact, but reads every record.
    """
    for model in readers():
        indexed = Document.objects.filter(type=model._meta.model_name)
        if indexed.count() != model.objects.published().count():
            return False
        if indexed.filter(text=None).exists():
            return False
    return revision.listings_form() == FORM


def stale() -> Iterator[str]:
    """A sentence for each document that is missing, outdated, or of a deleted record."""
    seen: set[int] = set()
    for model, read in readers().items():
        for part in parts(all_keys(model)):
            yield from _compare(model, read(part), seen)
    for document in Document.objects.order_by("pk").iterator():
        if document.pk not in seen:
            yield f"{document}: indexed, but there is no such record"
    yield from stale_names()
    yield from summaries.inconsistencies()
    texts = DocumentText.objects.values_list("folded", "marks").iterator()
    yield from text_index().inconsistencies(connection, texts)


def _compare(model, found: Iterable[IndexDocument], seen: set[int]) -> Iterator[str]:
    found = {one.record: one for one in found}
    stored = stored_documents(model, found)
    for record, wanted in found.items():
        document = stored.get(record)
        if document is None:
            yield f"{wanted.type} {record}: not indexed"
            continue
        seen.add(document.key)
        if document.columns["lists"] != wanted.columns["lists"]:
            yield f"{wanted.type} {record}: not on the lists where it stands now"
        if document.text != wanted.text or not document.has_rows_of(wanted):
            yield f"{wanted.type} {record}: indexed otherwise than it reads now"
