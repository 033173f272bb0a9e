"""How policies and milestones are indexed.

A document told by both sources is indexed with the words, bodies and sources of both,
whichever of its records one looks at.
"""

from collections.abc import Iterable, Iterator

from policies.headings import heading
from policies.models import Body, Milestone, Policy
from portal.index.document import IndexDocument
from portal.index.names import Name
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


def read_body_names(keys: Keys) -> Iterator[Name]:
    """Its name, its aliases, and what it was called in full at each time."""
    for body in Body.objects.filter(pk__in=keys).prefetch_related("aliases", "periods"):
        for name in (body.name, *(alias.name for alias in body.aliases.all())):
            yield Name(body.pk, name)
        since = None
        for period in body.periods.all():
            until = period.until_date.start
            yield Name(body.pk, period.official_name, since, until)
            since = until
        yield Name(body.pk, body.official_name, since)


def _parts(model: type[Policy | Milestone]) -> tuple:
    return "issuances", published(model, "errata")


def _document(
    entry: Policy | Milestone, twins: Iterable[Policy | Milestone], on_lists: set[str]
) -> IndexDocument:
    records = [entry, *twins]
    called = heading(entry, twins)
    bodies = {issuance.body_id for record in records for issuance in record.issuances.all()}
    return IndexDocument(
        type=entry._meta.model_name,
        record=entry.pk,
        titles=(called, *_titles(records)),
        names=tuple(getattr(record, "bodies_text", "") for record in records),
        wordings=tuple(record.wording for record in records),
        readings=tuple(reading for record in records for reading in readings(record).values()),
        date=entry.timeline_date,
        lists=frozenset(on_lists),
        values={
            "kind": frozenset({entry.kind}),
            "source": frozenset(record.source_id for record in records if record.source_id),
        },
        links={"body": frozenset(bodies)},
        heading="" if called == entry.title else called,
    )


def _titles(records: list[Policy | Milestone]) -> Iterator[str]:
    for record in records:
        yield record.title
        yield getattr(record, "title_text", "")
        yield getattr(record, "document_title", "")
