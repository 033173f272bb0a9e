"""Finds disagreements of a pair's sources without a ruling, and rulings without a disagreement.

Used by the check of the catalogue, the curators' dashboard and the question before a save.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.models import Difference, Milestone, Policy
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.models.curated import State

UNDECIDED, NEEDLESS, DANGLING = "undecided", "needless", "dangling"
Ruling = tuple[Milestone, Difference.Field]
Entry = Policy | Milestone


@dataclass(frozen=True)
class Problem:
    """`what`: UNDECIDED has no ruling, NEEDLESS no disagreement, DANGLING no pair."""

    what: str
    policy: Policy
    milestone: Milestone
    field: str


def disagreements(policy: Policy, milestone: Milestone) -> set[str]:
    """The fields in which the two records of one document differ."""
    return {
        field
        for field in (Difference.Field.DATE, Difference.Field.TITLE)
        if Difference.disagree(policy, milestone, field)
    }


def rulings() -> tuple[list[Ruling], list[Ruling]]:
    """(disagreements without a ruling, rulings without a disagreement) of published pairs.

    Each is a milestone, whose policy is loaded as well, and a field. Two queries.
    """
    ruled: dict[tuple[int, int], set[str]] = defaultdict(set)
    for policy, milestone, field in Difference.objects.values_list("policy", "milestone", "field"):
        ruled[policy, milestone].add(field)
    shown = Milestone.objects.published().filter(policy__state=State.PUBLISHED)
    undecided, needless = [], []
    for milestone in shown.select_related("policy"):
        of_pair = ruled[milestone.policy_id, milestone.pk]
        for problem in _of_pair(milestone.policy, milestone, of_pair):
            found = undecided if problem.what == UNDECIDED else needless
            found.append((milestone, Difference.Field(problem.field)))
    return undecided, needless


def undecided() -> list[tuple[int, str]]:
    """(milestone's primary key, field) of each disagreement without a ruling.

    Cached until a record changes, because it reads every pair.
    """
    return cached_for_revision(revision.current(), "without ruling", _undecided)


def _undecided() -> list[tuple[int, str]]:
    return [(milestone.pk, field.value) for milestone, field in rulings()[0]]


def new_problems(entries: Iterable[tuple[Entry, Entry | None]]) -> Iterator[list[Problem]]:
    """For each (entry to be saved, stored entry or None): the problems that saving would cause.

    All entries are of one table. A few queries for all.
    """
    entries = list(entries)
    pairs = _Pairs([stored for _, stored in entries if stored])
    for entry, stored in entries:
        before = {_key(problem) for problem in pairs.problems(stored)} if stored else set()
        yield [one for one in pairs.problems(entry) if _key(one) not in before]


class _Pairs:
    """The twins and rulings of some entries."""

    def __init__(self, stored: list[Entry]):
        self.rulings: dict[tuple[str, int], list[Difference]] = defaultdict(list)
        self.milestones: dict[int, list[Milestone]] = defaultdict(list)
        for model, name in ((Policy, "policy"), (Milestone, "milestone")):
            keys = [entry.pk for entry in stored if isinstance(entry, model)]
            if not keys:
                continue
            found = Difference.objects.filter(**{f"{name}__in": keys})
            for ruling in found.select_related("policy", "milestone"):
                self.rulings[name, getattr(ruling, f"{name}_id")].append(ruling)
            if model is Policy:
                for milestone in Milestone.objects.not_withdrawn().filter(policy__in=keys):
                    self.milestones[milestone.policy_id].append(milestone)

    def problems(self, entry: Entry) -> Iterator[Problem]:
        name = entry._meta.model_name
        ruled = [one for one in self.rulings[name, entry.pk] if one.field != one.Field.PASSAGE]
        pairs = list(self._pairs(entry))
        for policy, milestone in pairs:
            of_pair = {
                one.field
                for one in ruled
                if (one.policy_id, one.milestone_id) == (policy.pk, milestone.pk)
            }
            if not (policy.is_withdrawn or milestone.is_withdrawn):
                yield from _of_pair(policy, milestone, of_pair)
        if isinstance(entry, Milestone):
            for one in ruled:
                if one.policy_id != entry.policy_id:
                    yield Problem(DANGLING, one.policy, entry, one.field)

    def _pairs(self, entry: Entry) -> Iterator[tuple[Policy, Milestone]]:
        if isinstance(entry, Policy):
            yield from ((entry, milestone) for milestone in self.milestones[entry.pk])
        elif entry.policy:
            yield entry.policy, entry


def _of_pair(policy: Policy, milestone: Milestone, ruled: set[str]) -> Iterator[Problem]:
    found = disagreements(policy, milestone)
    for field in Difference.Field.values:
        if field in found - ruled:
            yield Problem(UNDECIDED, policy, milestone, field)
        if field in ruled - found - {Difference.Field.PASSAGE}:
            yield Problem(NEEDLESS, policy, milestone, field)


def _key(problem: Problem) -> tuple:
    """Identifies a problem; a disagreement is a new one when a statement changes."""
    statements = _statements(problem) if problem.what == UNDECIDED else ()
    return problem.what, problem.policy.pk, problem.milestone.pk, problem.field, statements


def _statements(problem: Problem) -> tuple[str, str]:
    pair = problem.policy, problem.milestone
    return tuple(Difference.value_in(entry, problem.field) for entry in pair)


def sentence(problem: Problem) -> str:
    """A Chinese sentence that tells the curator what saving will do to the pair's rulings."""
    field = Difference.Field(problem.field).label
    named = f"国家政策“{problem.policy}”与大事记条目“{problem.milestone}”"
    if problem.what == UNDECIDED:
        policy, milestone = _statements(problem)
        says = f"前者作“{policy}”，后者作“{milestone}”"
        return f"{named}的{field}不同（{says}），还没有裁定，保存后须补。"
    if problem.what == NEEDLESS:
        return f"{named}的{field}从此一致，已有的裁定不再需要，保存后须删去。"
    return f"{named}不再是同一件，已有的{field}裁定落空，保存后须删去。"
