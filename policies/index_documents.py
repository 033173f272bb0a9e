"""The index documents of policies and milestones.

They contain the texts, bodies and sources of a record and of its twins (`policies.pairs.twins`).
`policies.record_types` declares after a change of which other rows a record is indexed anew.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from policies.models import Body, Difference, Entry, Status
from policies.pairs.document_facts import numbers_of, statuses_of
from policies.pairs.headings import heading, titles_are_cited
from policies.pairs.twins import lists_of, twins_of
from portal.index.document import IndexDocument
from portal.index.text_index.names import Name
from portal.models import Source
from portal.models.bulk.attaching import attach, attach_target
from portal.models.corrections import readings
from portal.record_types import Keys
from portal.text.document_numbers import parse


def read_entries(model: type[Entry], keys: Keys) -> Iterator[IndexDocument]:
    entries = list(model.objects.published().filter(pk__any_of=keys))
    twin = model._meta.get_field(model.twin)
    read_twins = attach_target if twin.concrete else attach
    twins = read_twins(entries, model.twin, twin.related_model.objects.published())
    attach(entries, "differences", Difference.objects.all())
    for records in (entries, twins):
        for relation in ("issuances", "citations", "errata"):
            attach(records, relation, _shown(records, relation))
    titled = [
        one for entry in entries if titles_are_cited(entry) for one in (entry, *twins_of(entry))
    ]
    cited = [citation for one in titled for citation in one.citations.all()]
    attach_target(cited, "source", Source.objects.all())
    for entry in entries:
        yield _document(entry, twins_of(entry))


def _shown(records: list[Entry], relation: str) -> QuerySet:
    """All rows of the relation that are public."""
    if not records:
        return QuerySet()
    rows = records[0]._meta.get_field(relation).related_model.objects
    return rows.published() if hasattr(rows, "published") else rows.all()


def read_body_names(keys: Keys) -> Iterator[Name]:
    """Each body's name, aliases, and full names with the dates of their validity."""
    for body in Body.objects.filter(pk__in=keys).prefetch_related("aliases", "periods"):
        yield Name(body.pk, body.name)
        since = None
        for period in body.periods.all():
            until = period.until_date.start
            yield Name(body.pk, period.official_name, since, until)
            since = until
        yield Name(body.pk, body.official_name, since)
        for alias in body.aliases.all():
            yield Name(body.pk, alias.name)


def _document(entry: Entry, twins: list[Entry]) -> IndexDocument:
    records = [entry, *twins]
    called = heading(entry, twins)
    numbers = numbers_of(records)
    bodies = [issuance.body_id for record in records for issuance in record.issuances.all()]
    return IndexDocument(
        type=entry._meta.model_name,
        record=entry.pk,
        titles=(called, *_titles(records)),
        names=(*(getattr(record, "bodies_text", "") for record in records), *numbers),
        wordings=tuple(record.wording for record in records),
        readings=tuple(reading for record in records for reading in readings(record).values()),
        date=entry.timeline_date,
        lists=frozenset(lists_of(entry, twins)),
        values={
            "kind": frozenset({entry.kind}),
            "source": frozenset(
                one.source_id for record in records for one in record.citations.all()
            ),
            "status": frozenset(statuses_of(records) or {Status.UNKNOWN.value}),
            "number": frozenset({"held"} if numbers else ()),
        },
        links={"body": bodies},
        numbers=tuple(one.key for one in map(parse, numbers) if one),
        heading="" if called == entry.title else called,
    )


def _titles(records: list[Entry]) -> Iterator[str]:
    for record in records:
        yield record.title
        yield getattr(record, "title_text", "")
        yield getattr(record, "document_title", "")
