"""Finds where the sources of a document disagree, and rulings without a disagreement.

Compared are the records of a document and the quoted words of their citations
(`policies.models.said`). Used by the table of differences, the check of the catalogue, the
curators' dashboard and the question before a save.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from policies.models import Difference, Entry, Milestone, Policy
from policies.models.said import FIELDS, Said, differing
from portal.models import Source
from portal.models.bulk.attaching import attach, attach_target

UNDECIDED, NEEDLESS, DANGLING = "undecided", "needless", "dangling"
Statement = tuple[str, str]  # who says it, what it says


@dataclass(frozen=True)
class Found:
    """Values of a field that disagree, and the ruling on them, if there is one.

    The records are those of the document that say one of these values, themselves or in a citation.
    """

    policy: Policy | None
    milestone: Milestone | None
    field: str
    said: tuple[Said, ...]
    ruling: Difference | None

    @property
    def records(self) -> list[Entry]:
        return [one for one in (self.policy, self.milestone) if one]

    @property
    def is_decided(self) -> bool:
        """Passages are found by the rulings on them."""
        if self.ruling is None:
            return False
        return self.field == Difference.Field.PASSAGE or self.ruling.decides(self.said)


@dataclass(frozen=True)
class Problem:
    """`what`: UNDECIDED has no ruling that decides, NEEDLESS no disagreement, DANGLING no pair.

    `statements` are the values of an UNDECIDED field: with others it is another problem.
    """

    what: str
    policy: Policy | None
    milestone: Milestone | None
    field: str
    statements: tuple[Statement, ...] = ()
    ruling: Difference | None = None


def pair(entry: Entry, twin: Entry) -> tuple[Policy, Milestone]:
    return (entry, twin) if isinstance(entry, Policy) else (twin, entry)


def disagreements(policy: Policy, milestone: Milestone) -> set[str]:
    """The fields in which the two records of one document differ."""
    return {field for field in FIELDS if differing((policy, milestone), field)}


def documents_of(policy: Policy | None, milestones: Sequence[Milestone]) -> Iterator[list[Entry]]:
    """What is compared: a policy with each of its milestones, or the one record that there is."""
    if policy is None or not milestones:
        yield from ([one] for one in ((policy,) if policy else milestones))
        return
    yield from ([policy, one] for one in milestones)


def find(entries: Sequence[Entry], rulings: Iterable[Difference]) -> Iterator[Found]:
    """The differences of one document; `rulings` may be on others too."""
    own = [one for one in rulings if _is_on(one, entries)]
    for field in FIELDS:
        if said := differing(entries, field):
            saying = {id(one) for value in said for one in _saying(value, entries)}
            policy, milestone = (
                next((one for one in entries if isinstance(one, model) and id(one) in saying), None)
                for model in (Policy, Milestone)
            )
            yield Found(policy, milestone, field, tuple(said), _ruling(own, field))


def _saying(said: Said, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries that say a value themselves or in a citation; one of each table at most."""
    yield from said.entries
    tables = {type(one) for one in said.citations}
    yield from (one for one in entries if type(one).citations.rel.related_model in tables)


def _is_on(ruling: Difference, entries: Sequence[Entry]) -> bool:
    """Whether all records of the ruling are among these."""
    keys = {one._meta.model_name: one.pk for one in entries}
    names = ("policy", "milestone")
    own = {name: key for name in names if (key := getattr(ruling, f"{name}_id"))}
    return own.items() <= keys.items()


def _ruling(rulings: Iterable[Difference], field: str) -> Difference | None:
    """The one on most records, if several are on this field."""
    of_field = [one for one in rulings if one.field == field]
    return max(of_field, key=lambda one: bool(one.policy_id) + bool(one.milestone_id), default=None)


def attach_citations(entries: Iterable[Entry]) -> None:
    """Prefetch what `policies.models.said` reads; three queries for any number of entries."""
    found = []
    for model in (Policy, Milestone):
        of_model = [one for one in entries if isinstance(one, model)]
        found += attach(of_model, "citations", model.citations.rel.related_model.objects.all())
    attach_target(found, "source", Source.objects.all())


def new_problems(changes: Sequence[tuple[Entry, Entry | None]]) -> Iterator[list[Problem]]:
    """For each (entry to be saved, stored entry or None): the problems that saving would cause.

    A few queries for all.
    """
    pairs = _Pairs([stored for _, stored in changes if stored])
    for entry, stored in changes:
        cache = entry.__dict__.setdefault("_prefetched_objects_cache", {})
        if stored:  # the citations are asked about where they are, on the page of differences
            cache["citations"] = stored._prefetched_objects_cache["citations"]
        before = list(pairs.problems(stored)) if stored else []
        problems = [problem for problem in pairs.problems(entry) if problem not in before]
        cache.pop("citations", None)  # those of the entry may be saved next
        yield problems


def problems_of(entry: Entry) -> list[Problem]:
    """The problems of a stored entry and its twins, whether they are published or not."""
    return list(_Pairs([entry]).problems(entry))


class _Pairs:
    """The twins, citations and rulings of some entries."""

    def __init__(self, stored: list[Entry]):
        policies = [entry.pk for entry in stored if isinstance(entry, Policy)]
        milestones = [entry for entry in stored if isinstance(entry, Milestone)]
        self.milestones: dict[int, list[Milestone]] = defaultdict(list)
        for milestone in Milestone.objects.not_withdrawn().filter(policy__in=policies):
            self.milestones[milestone.policy_id].append(milestone)
        attach_target(milestones, "policy", Policy.objects.all())
        twins = [one for some in self.milestones.values() for one in some]
        twins += [one.policy for one in milestones if one.policy]
        attach_citations([*stored, *twins])
        keys = [one.pk for one in milestones]
        documents = [*policies, *(one.policy_id for one in milestones if one.policy_id)]
        of_entries = Q(policy__in=documents) | Q(milestone__in=keys)
        found = Difference.objects.filter(of_entries).select_related("policy")
        self.rulings = list(found)

    def problems(self, entry: Entry) -> Iterator[Problem]:
        rulings = self.rulings if entry.pk else []
        twins = [one for one in self._twins(entry) if not one.is_withdrawn]
        policy, milestones = (entry, twins) if isinstance(entry, Policy) else (None, [entry])
        if isinstance(entry, Milestone) and twins:
            policy = twins[0]
        found = [] if entry.is_withdrawn else [*documents_of(policy, milestones)]
        yield from problems_in(found, rulings)
        for one in rulings:
            if one.milestone_id == entry.pk and isinstance(entry, Milestone):
                is_pair = one.policy_id in (None, entry.policy_id)
                if not is_pair and one.field != Difference.Field.PASSAGE:
                    yield Problem(DANGLING, one.policy, entry, one.field)

    def _twins(self, entry: Entry) -> list[Entry]:
        if isinstance(entry, Policy):
            return self.milestones[entry.pk]
        return [entry.policy] if entry.policy else []


def problems_in(
    documents: Iterable[list[Entry]], rulings: Sequence[Difference]
) -> Iterator[Problem]:
    """UNDECIDED and NEEDLESS ones; a ruling is needed if it is on a difference of any document."""
    needed, seen, on_these = set(), set(), {}
    for entries in documents:
        on_these |= {one.pk: (one, entries) for one in rulings if _is_on(one, entries)}
        for found in find(entries, rulings):
            if found.ruling:
                needed.add(found.ruling.pk)
            key = (found.policy, found.milestone, found.field)
            if not found.is_decided and key not in seen:
                seen.add(key)
                yield Problem(UNDECIDED, *key, statements_of(found), found.ruling)
    for key, (ruling, entries) in on_these.items():
        if key not in needed and ruling.field != Difference.Field.PASSAGE:
            policy, milestone = (
                next((one for one in entries if isinstance(one, model)), None)
                for model in (Policy, Milestone)
            )
            yield Problem(NEEDLESS, policy, milestone, ruling.field)


def statements_of(found: Found) -> tuple[Statement, ...]:
    """(who says it, in Chinese, what it says) of each value."""
    return tuple((sayers(one), one.text) for one in found.said)


def sayers(said: Said) -> str:
    sides = [str(Difference.Side(one._meta.model_name).label) for one in said.entries]
    cited = [str(one) for one in said.citations]
    return "、".join([*sides, *cited])


def sentence(problem: Problem) -> str:
    """A Chinese sentence that tells the curator what saving will do to the document's rulings."""
    field = Difference.Field(problem.field).label
    records = [
        f"{label}“{record}”"
        for label, record in (("国家政策", problem.policy), ("大事记条目", problem.milestone))
        if record
    ]
    named = "与".join(records)
    is_pair = len(records) == 2
    if problem.what == UNDECIDED:
        says = "，".join(f"{who}作“{said}”" for who, said in problem.statements)
        if is_pair and [who for who, _ in problem.statements] == _SIDES:
            policy, milestone = (said for _, said in problem.statements)
            says = f"前者作“{policy}”，后者作“{milestone}”"
        differ = "不同" if is_pair else "各出处说法不同"
        return f"{named}的{field}{differ}（{says}），还没有裁定，保存后须补。"
    if problem.what == NEEDLESS:
        return f"{named}的{field}从此一致，已有的裁定不再需要，保存后须删去。"
    return f"{named}不再是同一件，已有的{field}裁定落空，保存后须删去。"


_SIDES = [str(Difference.Side.POLICY.label), str(Difference.Side.MILESTONE.label)]
