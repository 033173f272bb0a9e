"""What a document's status rests on: a citation that supports it, or a record that changed it.

A record that amends a document supports that it is amended, one that repeals it that it is
repealed, and either that it is partly void. A policy and its milestones are one document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model

from policies.models.document_facts import Status
from policies.models.predecessors import PREDECESSORS, Document, document_of
from portal.changes.recording import rows_with
from portal.models import Citation

AMENDS, REPEALS = PREDECESSORS
CHANGED_BY = {
    Status.AMENDED: {AMENDS},
    Status.PARTLY_VOID: {AMENDS, REPEALS},
    Status.REPEALED: {REPEALS},
}


def unsupported(entries: Iterable[Model], rows: Iterable[Model]) -> Iterator[tuple[Model, str]]:
    """(entry, sentence) of each entry whose status nothing supports.

    `rows` are all citations that the entries will have, and relations that are to be written with
    them. A few queries for any number of entries, if their statuses are not unknown.
    """
    rows = list(rows)
    cited = {id(one.record) for one in rows if isinstance(one, Citation) and _supports(one)}
    doubted = [
        one for one in entries if one.status not in ("", Status.UNKNOWN) and id(one) not in cited
    ]
    changes = _changes({document_of(one) for one in doubted if one.pk})
    for row in rows:
        if getattr(row, "kind", "") in PREDECESSORS and row.target:
            changes[document_of(row.target)].add(row.kind)
    for entry in doubted:
        if not CHANGED_BY.get(entry.status, set()) & changes.get(document_of(entry), set()):
            yield entry, _sentence(entry)


def without_evidence(model: type[Model]) -> Iterator[Model]:
    """The stored entries of a table whose status nothing supports."""
    known = list(model.objects.exclude(status=Status.UNKNOWN).prefetch_related("citations"))
    citations = (one for entry in known for one in _of(entry))
    yield from (entry for entry, _ in unsupported(known, citations))


def _of(entry: Model) -> Iterator[Citation]:
    for citation in entry.citations.all():
        citation.record = entry  # this instance
        yield citation


def _supports(citation: Citation) -> bool:
    return "status" in citation.supports.split()


def _changes(documents: set[Document]) -> dict[Document, set[str]]:
    """Document → what stored relations of other records do to it."""
    found: dict[Document, set[str]] = defaultdict(set)
    keys: dict[str, list[int | None]] = {"policy": [], "milestone": []}
    for document in documents:
        keys[document.table].append(document.key)
    for name in ("PolicyRelation", "MilestoneRelation"):
        relations = apps.get_model("policies", name).objects.filter(kind__in=PREDECESSORS)
        for column, table in (
            ("policy_id", "policy"),
            ("milestone__policy_id", "policy"),
            ("milestone_id", "milestone"),
        ):
            for kind, key in rows_with(relations, column, keys[table]).values_list("kind", column):
                found[Document(table, key)].add(kind)
    return found


def _sentence(entry: Model) -> str:
    by = {Status.AMENDED: "修订", Status.REPEALED: "废止", Status.PARTLY_VOID: "修订或废止"}
    record = f"，或先录入{by[entry.status]}它的记录" if entry.status in by else ""
    return (
        f"效力状态“{entry.get_status_display()}”没有依据："
        f"请加一处支持“效力状态”的出处{record}；不清楚的选“未知”。"
    )
