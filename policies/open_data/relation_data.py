"""Relations of policies and milestones as plain data (`portal.open_data.data`)."""

from typing import NamedTuple

from django.db.models import Q, QuerySet

from policies.models import MilestoneRelation, PolicyRelation, Relation
from portal.models.curated import State
from portal.open_data.data import Data

TABLES: dict[str, type[Relation]] = {"policy": PolicyRelation, "milestone": MilestoneRelation}


class Told(NamedTuple):
    """`record` says it of `policy` or of `milestone`."""

    kind: str
    record: int
    record_slug: str
    policy: int | None
    policy_slug: str | None
    milestone: int | None
    milestone_slug: str | None
    source: str
    place: str
    url: str
    quote: str


COLUMNS = (
    *("kind", "record_id", "record__slug", "policy_id", "policy__slug"),
    *("milestone_id", "milestone__slug", "source__slug", "place", "url", "quote"),
)


def public(model: type[Relation]) -> QuerySet:
    """Those between public records."""
    of_public = Q(policy__state=State.PUBLISHED) | Q(milestone__state=State.PUBLISHED)
    return model.objects.filter(of_public, record__state=State.PUBLISHED).order_by("pk")


def relation_data(type_: str, one: Told) -> Data:
    """What a record of this type says of another."""
    if one.policy:
        target = {"type": "policy", "slug": one.policy_slug}
    else:
        target = {"type": "milestone", "slug": one.milestone_slug}
    return {
        "kind": one.kind,
        "from": {"type": type_, "slug": one.record_slug},
        "to": target,
        "source": one.source,
        "place": one.place,
        "url": one.url or None,
        "quote": one.quote,
    }
