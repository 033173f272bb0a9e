"""Differences of the two sources as plain data (`portal.open_data.data`)."""

from policies.models import Difference
from portal.open_data.data import Data, Site, moment
from portal.prepared import Prepared, among
from portal.record_types import Key

_DIFFERENCES = Prepared(
    lambda: Difference.objects.published().headed().filter(among("pk", "keys")).order_by("pk")
)


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these differences; one query."""
    found = {one.pk: one for one in _DIFFERENCES.all(keys=[key for _, key in keys])}
    return {key: _data(found[key[1]]) for key in keys if key[1] in found}


def _data(one: Difference) -> Data:
    return {
        "policy": one.policy.slug,
        "milestone": one.milestone.slug,
        "title": one.heading,
        "version": one.version,
        "modified": moment(one.modified_at),
        "field": one.field,
        "says": {"policy": one.policy_says, "milestone": one.milestone_says},
        "ruling": {"prefers": one.prefers, "reason": one.reason},
    }
