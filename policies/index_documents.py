"""How policies and milestones are indexed.

A document told by both sources is indexed with the words, bodies and sources of both,
whichever of its records one looks at.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from policies.headings import heading
from policies.models import Milestone, Policy
from policies.models.issuances import Issuance
from portal.index.document import IndexDocument
from portal.models.corrections import readings
from portal.models.curated import published
from portal.record_types import SEARCH, TIMELINE, Keys


def read_policies(keys: Keys) -> Iterator[IndexDocument]:
    told = published(Policy, "milestones", *_parts(Milestone))
    found = Policy.objects.published().filter(pk__in=keys)
    for policy in found.prefetch_related(*_parts(Policy), "differences", told):
        milestones = policy.milestones.all()
        on_timeline = set() if milestones else {TIMELINE}
        yield _document(policy, milestones, {SEARCH, *on_timeline})


def read_milestones(keys: Keys) -> Iterator[IndexDocument]:
    told = published(Milestone, "policy", *_parts(Policy))
    found = Milestone.objects.published().filter(pk__in=keys)
    for milestone in found.prefetch_related(*_parts(Milestone), "differences", told):
        twins = [milestone.policy] if milestone.policy else []
        yield _document(milestone, twins, {TIMELINE} if twins else {TIMELINE, SEARCH})


def _parts(model: type[Policy | Milestone]) -> tuple:
    issuances = model.issuances.rel.related_model.objects.as_then()
    issuances = issuances.select_related("body").prefetch_related("body__aliases")
    return Prefetch("issuances", issuances), published(model, "errata")


def _document(
    entry: Policy | Milestone, twins: Iterable[Policy | Milestone], on_lists: set[str]
) -> IndexDocument:
    records = [entry, *twins]
    called = heading(entry, twins)
    issuances = [issuance for record in records for issuance in record.issuances.all()]
    return IndexDocument(
        type=entry._meta.model_name,
        record=entry.pk,
        titles=(called, *_titles(records)),
        names=tuple(_names(records, issuances)),
        wordings=tuple(record.wording for record in records),
        readings=tuple(reading for record in records for reading in readings(record).values()),
        date=entry.timeline_date,
        lists=frozenset(on_lists),
        values={
            "kind": frozenset({entry.kind}),
            "source": frozenset(record.source_id for record in records if record.source_id),
        },
        links={"body": frozenset(issuance.body_id for issuance in issuances)},
        heading="" if called == entry.title else called,
    )


def _titles(records: list[Policy | Milestone]) -> Iterator[str]:
    for record in records:
        yield record.title
        yield getattr(record, "title_text", "")
        yield getattr(record, "document_title", "")


def _names(records: list[Policy | Milestone], issuances: list[Issuance]) -> Iterator[str]:
    for issuance in issuances:
        yield from (issuance.body.name, issuance.full_name)
        yield from (alias.name for alias in issuance.body.aliases.all())
    for record in records:
        yield getattr(record, "bodies_text", "")
