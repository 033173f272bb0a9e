"""What the tables hold, and what the history remembers of them."""

from policies.models import (
    Body,
    BodyAlias,
    Difference,
    Milestone,
    MilestoneCitation,
    MilestoneErratum,
    MilestoneIssuance,
    MilestoneRelation,
    Policy,
    PolicyCitation,
    PolicyErratum,
    PolicyIssuance,
    PolicyRelation,
)
from portal.models import ArchivedCopy, Source
from portal.models.base import DERIVED
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum

TABLES = [
    *(Body, BodyAlias, Policy, Milestone, PolicyIssuance, MilestoneIssuance),
    *(PolicyErratum, MilestoneErratum, Difference, PolicyRelation, MilestoneRelation),
    *(PolicyCitation, MilestoneCitation, ExcerptCitation),
    *(Source, ArchivedCopy, Excerpt, ExcerptErratum),
]
Row = tuple[str, int]  # table and primary key
Values = dict[str, object]


def values(row, columns) -> Values:
    kept = [one for one in columns if one.name not in DERIVED]
    return {one.attname: getattr(row, one.attname) for one in kept}


def standing() -> dict[Row, Values]:
    """Every row of the tables as it is."""
    return {
        (model.__name__, row.pk): values(row, model._meta.concrete_fields)
        for model in TABLES
        for row in model.objects.all()
    }


def remembered() -> dict[Row, list[Values]]:
    """Row → its former values by the history, newest first; {} for deleted."""
    found: dict[Row, list[Values]] = {}
    for model in TABLES:
        for row in model.history.order_by("-change_set_id", "-history_id"):
            said = {} if row.history_type == "-" else values(row, row.tracked_fields)
            found.setdefault((model.__name__, row.id), []).append(said)
    return found
