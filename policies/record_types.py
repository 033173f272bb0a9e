"""The record types of this app, and its other tables."""

from django.utils.translation import gettext_lazy as _

from policies import collection_counts, invariants, suggestions
from policies.index_documents import read_body_names, read_milestones, read_policies
from policies.models import (
    Body,
    BodyAlias,
    BodyPeriod,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyErratum,
    PolicyIssuance,
)
from policies.rows import fetch_rows
from portal.record_types import SEARCH, TIMELINE, RecordType, register

_LOOKUPS = {
    Policy: {PolicyIssuance: "issuances", PolicyErratum: "errata"},
    Milestone: {MilestoneIssuance: "issuances", MilestoneErratum: "errata"},
}
_LOOKUPS_OF_BOTH = {Difference: "differences"}


def _touched_by(model: type[Policy | Milestone]) -> dict[type, tuple[str, ...]]:
    """Rows of twins are included, because a record's index document contains their texts too."""
    twins = model._meta.get_field(model.twin).related_model
    own = [*_LOOKUPS[model].items(), *_LOOKUPS_OF_BOTH.items()]
    of_twins = [(twins, "pk"), *_LOOKUPS[twins].items(), *_LOOKUPS_OF_BOTH.items()]
    lookups: dict[type, tuple[str, ...]] = {}
    for table, lookup in [*own, *((table, f"{model.twin}__{one}") for table, one in of_twins)]:
        lookups[table] = (*lookups.get(table, ()), lookup)
    return lookups


_SHARED = {
    "lists": frozenset({TIMELINE, SEARCH}),
    "dimensions": frozenset({"year", "kind", "body", "source"}),
    "fetch_rows": fetch_rows,
    "suggested": suggestions.suggested,
    "phrase_texts": suggestions.texts,
    "breaches": invariants.breaches,
}

register(
    RecordType(
        model=Policy,
        label=_("国家政策"),
        read_documents=read_policies,
        touched_by=_touched_by(Policy),
        list_page="policies",
        in_sitemap=lambda: Policy.objects.published().chronological(),
        collection_counts=collection_counts.policies,
        **_SHARED,
    ),
    RecordType(
        model=Milestone,
        label=_("大事记"),
        read_documents=read_milestones,
        touched_by=_touched_by(Milestone),
        list_page="milestones",
        in_sitemap=lambda: Milestone.objects.published().chronological(),
        collection_counts=collection_counts.milestones,
        **_SHARED,
    ),
    RecordType(
        model=Body,
        read_names=read_body_names,
        touched_by={BodyAlias: ("aliases",), BodyPeriod: ("periods",)},
        list_page="bodies",
        in_sitemap=lambda: Body.objects.published(),
        collection_counts=collection_counts.bodies,
    ),
    RecordType(
        model=Difference,
        list_page="differences",
        collection_counts=collection_counts.differences,
    ),
    *(
        RecordType(model=model, collection_counts=collection_counts.errata)
        for model in (PolicyErratum, MilestoneErratum)
    ),
)
