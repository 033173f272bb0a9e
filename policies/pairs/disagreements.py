"""Finds disagreements of a pair's sources without a ruling, and rulings without a disagreement.

Used by the check of the catalogue, the curators' dashboard and the question before a save.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from policies.models import Difference, Entry, Milestone, Policy
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.models.curated import State

UNDECIDED, NEEDLESS, DANGLING = "undecided", "needless", "dangling"
COMPARED = (Difference.Field.DATE.value, Difference.Field.TITLE.value)


@dataclass(frozen=True)
class Problem:
    """`what`: UNDECIDED has no ruling, NEEDLESS no disagreement, DANGLING no pair.

    `statements` are the two values of an UNDECIDED field: with others it is another problem.
    """

    what: str
    policy: Policy
    milestone: Milestone
    field: str
    statements: tuple[str, ...] = ()


def pair(entry: Entry, twin: Entry) -> tuple[Policy, Milestone]:
    return (entry, twin) if isinstance(entry, Policy) else (twin, entry)


def disagreements(policy: Policy, milestone: Milestone) -> set[str]:
    """The fields in which the two records of one document differ."""
    return {field for field in COMPARED if Difference.disagree(policy, milestone, field)}


def published_problems() -> Iterator[Problem]:
    """The problems of all published pairs. Two queries."""
    ruled: dict[tuple[int, int], set[str]] = defaultdict(set)
    for policy, milestone, field in Difference.objects.values_list("policy", "milestone", "field"):
        ruled[policy, milestone].add(field)
    shown = Milestone.objects.published().filter(policy__state=State.PUBLISHED)
    for milestone in shown.select_related("policy"):
        of_pair = ruled[milestone.policy_id, milestone.pk]
        yield from _of_pair(milestone.policy, milestone, of_pair)


def undecided() -> list[tuple[int, str]]:
    """(milestone's primary key, field) of each disagreement without a ruling.

    Cached until a record changes, because it reads every pair.
    """
    return cached_for_revision(
        revision.current(),
        "without ruling",
        lambda: [
            (one.milestone.pk, one.field) for one in published_problems() if one.what == UNDECIDED
        ],
    )


def new_problems(changes: Sequence[tuple[Entry, Entry | None]]) -> Iterator[list[Problem]]:
    """For each (entry to be saved, stored entry or None): the problems that saving would cause.

    A few queries for all.
    """
    pairs = _Pairs([stored for _, stored in changes if stored])
    for entry, stored in changes:
        before = list(pairs.problems(stored)) if stored else []
        yield [problem for problem in pairs.problems(entry) if problem not in before]


def problems_of(entry: Entry) -> list[Problem]:
    """The problems of a stored entry and its twins, whether they are published or not."""
    return list(_Pairs([entry]).problems(entry))


class _Pairs:
    """The twins and rulings of some entries."""

    def __init__(self, stored: list[Entry]):
        policies = [entry.pk for entry in stored if isinstance(entry, Policy)]
        milestones = [entry.pk for entry in stored if isinstance(entry, Milestone)]
        self.milestones: dict[int, list[Milestone]] = defaultdict(list)
        for milestone in Milestone.objects.not_withdrawn().filter(policy__in=policies):
            self.milestones[milestone.policy_id].append(milestone)
        self.rulings: dict[int, list[Difference]] = defaultdict(list)
        of_entries = Q(policy__in=policies) | Q(milestone__in=milestones)
        for ruling in Difference.objects.filter(of_entries).select_related("policy"):
            self.rulings[ruling.milestone_id].append(ruling)

    def problems(self, entry: Entry) -> Iterator[Problem]:
        for policy, milestone in (pair(entry, twin) for twin in self._twins(entry)):
            if not (policy.is_withdrawn or milestone.is_withdrawn):
                of_milestone = self.rulings[milestone.pk]
                ruled = {one.field for one in of_milestone if one.policy_id == policy.pk}
                yield from _of_pair(policy, milestone, ruled)
        for one in self.rulings[entry.pk] if isinstance(entry, Milestone) else ():
            if one.policy_id != entry.policy_id and one.field in COMPARED:
                yield Problem(DANGLING, one.policy, entry, one.field)

    def _twins(self, entry: Entry) -> list[Entry]:
        if isinstance(entry, Policy):
            return self.milestones[entry.pk]
        return [entry.policy] if entry.policy else []


def _of_pair(policy: Policy, milestone: Milestone, ruled: set[str]) -> Iterator[Problem]:
    found = disagreements(policy, milestone)
    for field in COMPARED:
        if field in found - ruled:
            statements = tuple(Difference.value_in(one, field) for one in (policy, milestone))
            yield Problem(UNDECIDED, policy, milestone, field, statements)
        if field in ruled - found:
            yield Problem(NEEDLESS, policy, milestone, field)


def sentence(problem: Problem) -> str:
    """A Chinese sentence that tells the curator what saving will do to the pair's rulings."""
    field = Difference.Field(problem.field).label
    named = f"国家政策“{problem.policy}”与大事记条目“{problem.milestone}”"
    if problem.what == UNDECIDED:
        policy, milestone = problem.statements
        says = f"前者作“{policy}”，后者作“{milestone}”"
        return f"{named}的{field}不同（{says}），还没有裁定，保存后须补。"
    if problem.what == NEEDLESS:
        return f"{named}的{field}从此一致，已有的裁定不再需要，保存后须删去。"
    return f"{named}不再是同一件，已有的{field}裁定落空，保存后须删去。"
