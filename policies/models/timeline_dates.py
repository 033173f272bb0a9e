"""A document told by both sources: by which date it stands on the timeline.

A date difference is decided by its ruling; statements that agree, by the narrower. What
is not published decides nothing, and stands on its own date.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.changes.recording import together
from portal.text import dates


def settle(policies) -> None:
    """Set the timeline dates of `policies` and of the milestones that tell of them."""
    for entry, date in settlements(policies):
        _stand(entry, date)


def unpair(milestones) -> None:
    """Stand each milestone that tells of no policy on its own date."""
    for milestone in milestones:
        _stand(milestone, milestone.date)


def _stand(entry, date: dates.PartialDate) -> None:
    """Writes only what changes."""
    if (entry.timeline_start, entry.timeline_end, entry.timeline_precision) != (
        date.start,
        date.end,
        date.precision,
    ):
        entry.stand_on(date)
        type(entry).objects.filter(pk=entry.pk).update(
            timeline_start=date.start,
            timeline_end=date.end,
            timeline_precision=date.precision,
        )


@contextmanager
def settling_twins(doomed) -> Iterator[None]:
    """Around the deletion of `doomed`: what told of the same documents is dated anew."""
    twins = doomed.model._meta.get_field(doomed.model.twin).related_model.objects
    with together():
        told = twins.filter(**{f"{twins.model.twin}__in": doomed})
        left = list(told.values_list("pk", flat=True))
        yield
        for twin in twins.in_bulk(left).values():
            twin.save()


def settlements(policies) -> Iterator[tuple]:
    """(entry, timeline date) of `policies` and of the milestones that tell of them."""
    for policy in policies.prefetch_related("milestones", "differences"):
        rulings = {
            difference.milestone_id: difference.prefers
            for difference in policy.differences.all()
            if difference.field == difference.Field.DATE
        }
        own = policy.date
        for milestone in sorted(policy.milestones.all(), key=lambda told: -told.pk):
            if not (policy.is_published and milestone.is_published):
                yield milestone, milestone.date
                continue
            sides = {"policy": policy.date, "milestone": milestone.date}
            ruling = sides.get(rulings.get(milestone.pk))
            date = dates.ruled(milestone.date, policy.date, ruling)
            yield milestone, date
            # The first milestone that agrees with the policy, or is ruled on, dates it.
            if ruling or milestone.date.agrees_with(policy.date):
                own = date
        yield policy, own
