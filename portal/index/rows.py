"""The rows of the index tables, read and written in bulk without building instances."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, models

from portal.index import summaries
from portal.index.document import IndexDocument
from portal.models import Document, DocumentLink, DocumentText
from portal.models.bulk.inserting import copy_rows, insert_rows

_COLUMNS = [one.name for one in Document._meta.concrete_fields if not one.primary_key]
_PATHS = [{"combination": "combination__text"}.get(name, name) for name in _COLUMNS]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """`text` is what the text index is told: first day, folded text, marks; None if missing."""

    key: int
    columns: dict
    linked: list[tuple[str, int, int]]
    text: tuple[date | None, str, str] | None

    def has_rows_of(self, one: IndexDocument) -> bool:
        return self.columns == one.columns and self.linked == one.linked


def stored_documents(model: type[models.Model], keys: Iterable[int]) -> dict[int, StoredDocument]:
    """By the record's key."""
    documents = Document.objects.filter(type=model._meta.model_name, record__any_of=keys)
    links: dict[int, list] = {}
    found = DocumentLink.objects.filter(document__in=documents.values("pk"))
    for key, *link in found.values_list("document_id", "dimension", "value", "position"):
        links.setdefault(key, []).append(tuple(link))
    stored = {}
    for key, folded, marks, *values in documents.values_list(
        "pk", "text__folded", "text__marks", *_PATHS
    ):
        columns = dict(zip(_COLUMNS, values, strict=True))
        text = None if folded is None else (columns["start"], folded, marks)
        stored[columns["record"]] = StoredDocument(key, columns, sorted(links.get(key, [])), text)
    return stored


def erase_rows(keys: Sequence[int], *, with_text: bool = True) -> None:
    if not keys:
        return
    texts = ((DocumentText, "pk"),) if with_text else ()
    for model, path in ((DocumentLink, "document"), *texts, (Document, "pk")):
        model.objects.filter(**{f"{path}__any_of": keys})._raw_delete(connection.alias)


def write_rows(documents: Sequence[tuple[int, IndexDocument]], *, with_text: bool = True) -> None:
    """Rows of documents under these keys; each text before its document, as PostgreSQL needs."""
    if with_text:
        copy_rows(DocumentText, [(key, one.folded, one.marks) for key, one in documents])
    keys = summaries.keys_of({one.columns["combination"] for _, one in documents})
    copy_rows(Document, [(key, *_adapted(one.columns, keys)) for key, one in documents])
    links = [(key, *link) for key, one in documents for link in one.linked]
    insert_rows(DocumentLink, links, ("document_id", "dimension", "value", "position"))


def _adapted(columns: dict, combinations: dict[str, int]) -> list:
    day = connection.ops.adapt_datefield_value
    adapted = columns | {
        "start": day(columns["start"]),
        "end": day(columns["end"]),
        "combination": combinations[columns["combination"]],
    }
    return [adapted[name] for name in _COLUMNS]
