"""Pairs whose two sources disagree: with a ruling, or still undecided."""

from policies.models import Difference, Milestone
from portal import revision
from portal.folding import fold
from portal.models.curated import State

Ruling = tuple[Milestone, Difference.Field]


def rulings() -> tuple[list[Ruling], list[Ruling]]:
    """Milestones, with their policies, that disagree without a ruling; and the other way round.

    Of what is published; two queries.
    """
    ruled = set(Difference.objects.values_list("policy", "milestone", "field"))
    shown = Milestone.objects.published().filter(policy__state=State.PUBLISHED)
    undecided, needless = [], []
    for milestone in shown.select_related("policy"):
        policy = milestone.policy
        found = {
            Difference.Field.DATE: not policy.date.agrees_with(milestone.date),
            Difference.Field.TITLE: fold(policy.title) != fold(milestone.title),
        }
        for field, disagrees in found.items():
            declared = (policy.pk, milestone.pk, field) in ruled
            if disagrees and not declared:
                undecided.append((milestone, field))
            if declared and not disagrees:
                needless.append((milestone, field))
    return undecided, needless


def undecided() -> list[tuple[int, str]]:
    """(key of the milestone, field) of each disagreement without a ruling.

    Every pair is read for it: once for as long as no record changes.
    """
    return revision.kept(revision.current(), "without ruling", _undecided)


def _undecided() -> list[tuple[int, str]]:
    return [(milestone.pk, field.value) for milestone, field in rulings()[0]]
