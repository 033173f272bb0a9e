"""Sets the timeline dates of a pair: a policy and the milestones about the same document.

If their dates disagree, the ruling decides; otherwise the narrower date is used. A record
that is not published has its own date and does not affect the other. What a ruling takes from a
citation is set afterwards, by `policies.pairs.found`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple

from django.db.models import F

from portal.changes.recording import AT_ONCE
from portal.models.bulk.attaching import attach
from portal.text import dates

COLUMNS = ["timeline_start", "timeline_end", "timeline_precision", "timeline_qualifier"]


def settle(policies) -> None:
    """Set the timeline dates of `policies` and their milestones."""
    write(settlements(policies))


def unpair(entries) -> None:
    """Give entries without a twin their own date."""
    own = {name: F(name.replace("timeline", "date")) for name in COLUMNS}
    entries.exclude(**own).update(**own)


def write(dated: Iterable[tuple]) -> None:
    """Write the timeline date of each entry that has another, a few statements for each table."""
    changed = defaultdict(list)
    for entry, date in dated:
        if tuple(getattr(entry, name) for name in COLUMNS) != astuple(date):
            entry.set_timeline_date(date)
            changed[type(entry)].append(entry)
    for model, entries in changed.items():
        model.objects.bulk_update(entries, COLUMNS, batch_size=AT_ONCE)


def settlements(policies) -> Iterator[tuple]:
    """(entry, timeline date) of `policies` and their milestones."""
    found = list(policies)
    for relation in ("milestones", "differences"):
        related = policies.model._meta.get_field(relation).related_model
        attach(found, relation, related.objects.all())
    for policy in found:
        rulings = {
            difference.milestone_id: difference.prefers
            for difference in policy.differences.all()
            if difference.field == difference.Field.DATE
        }
        own = policy.date
        for milestone in sorted(policy.milestones.all(), key=lambda one: -one.pk):
            if not (policy.is_published and milestone.is_published):
                yield milestone, milestone.date
                continue
            sides = {"policy": policy.date, "milestone": milestone.date}
            ruling = sides.get(rulings.get(milestone.pk))
            date = dates.timeline_date(milestone.date, policy.date, ruling)
            yield milestone, date
            # The policy's date comes from its oldest milestone that agrees or has a ruling.
            if ruling or milestone.date.agrees_with(policy.date):
                own = date
        yield policy, own
