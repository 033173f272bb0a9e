"""The record types of this app, and its other tables."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from policies import invariants, past, suggestions
from policies.api.descriptions import BodySerializer, DifferenceSerializer, EntrySerializer
from policies.collection_counts import collection_counts
from policies.index_documents import read_body_names, read_entries
from policies.models import (
    Body,
    BodyAlias,
    BodyPeriod,
    Difference,
    FoundDifference,
    Milestone,
    MilestoneCitation,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyCitation,
    PolicyErratum,
    PolicyIssuance,
)
from policies.open_data import body_data, columns, difference_data
from policies.open_data.record_data import fetch_data
from policies.open_data.references import references
from policies.pairs import found
from policies.rows import fetch_rows
from portal.past import reading
from portal.record_types import SEARCH, TIMELINE, RecordType, register

_SHARED = {
    "is_read_ahead": True,
    "lists": frozenset({TIMELINE, SEARCH}),
    "dimensions": frozenset({"year", "kind", "body", "source", "status", "number"}),
    "fetch_rows": fetch_rows,
    "fetch_data": fetch_data,
    "described_by": EntrySerializer,
    "columns": columns.ENTRY,
    "suggested": suggestions.suggested,
    "phrase_texts": suggestions.texts,
    "collection_counts": collection_counts,
    "references": references,
    "breaches": invariants.breaches,
}

register(
    RecordType(
        model=Policy,
        label=_("国家政策"),
        read_documents=partial(read_entries, Policy),
        # With its twins, because a document contains their texts too.
        touched_by={
            Milestone: ("milestones",),
            PolicyIssuance: ("issuances",),
            PolicyCitation: ("citations",),
            PolicyErratum: ("errata",),
            MilestoneIssuance: ("milestones__issuances",),
            MilestoneCitation: ("milestones__citations",),
            MilestoneErratum: ("milestones__errata",),
            Difference: ("differences", "milestones__differences"),
        },
        list_page="policies",
        past=past.listed(Policy),
        in_sitemap=lambda: Policy.objects.published(),
        **_SHARED,
    ),
    RecordType(
        model=Milestone,
        label=_("大事记"),
        read_documents=partial(read_entries, Milestone),
        touched_by={
            Policy: ("policy",),
            MilestoneIssuance: ("issuances",),
            MilestoneCitation: ("citations",),
            MilestoneErratum: ("errata",),
            PolicyIssuance: ("policy__issuances",),
            PolicyCitation: ("policy__citations",),
            PolicyErratum: ("policy__errata",),
            Difference: ("differences", "policy__differences"),
        },
        list_page="milestones",
        past=past.listed(Milestone),
        in_sitemap=lambda: Milestone.objects.published(),
        **_SHARED,
    ),
    RecordType(
        model=Body,
        read_names=read_body_names,
        touched_by={BodyAlias: ("aliases",), BodyPeriod: ("periods",)},
        fetch_data=body_data.fetch_data,
        described_by=BodySerializer,
        columns=columns.BODY,
        list_page="bodies",
        in_sitemap=lambda: Body.objects.published(),
    ),
    RecordType(
        model=Difference,
        fetch_data=difference_data.fetch_data,
        described_by=DifferenceSerializer,
        columns=columns.DIFFERENCE,
        follow=found.write,
        list_page="differences",
    ),
)

reading.compute(past.timeline_dates, past.headings, {FoundDifference: past.found_differences})
