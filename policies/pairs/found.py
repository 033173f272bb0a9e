"""The table of the differences in published records: written with every change, checked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Max, Model, Q, QuerySet

from policies.models import (
    Difference,
    Entry,
    FoundDifference,
    Milestone,
    MilestoneCitation,
    Policy,
    PolicyCitation,
    timeline_dates,
)
from policies.models.said import DATE
from policies.pairs.disagreements import Found, attach_citations, documents_of, find
from portal.changes.recording import parts
from portal.models.curated import State
from portal.text.dates import PartialDate

COLUMNS = ("policy_id", "milestone_id", "field", "ruling_id", "is_decided", "day")
UNRULED = 10**12  # above it are the keys of differences without a ruling
Keys = Sequence[int]


def write(touched: dict[type[Model], set[int]]) -> None:
    """Find the differences of these policies and milestones, and of their documents, anew."""
    for policies, milestones in _documents(touched):
        rulings = list(_on(Difference.objects, policies, milestones))
        found = list(_find(policies, milestones, rulings))
        _date(found, [one for one in rulings if _is_of_cited_date(one)])
        _write(found, policies, milestones)


def published() -> Iterator[Found]:
    """The differences of all published records; a fixed number of queries."""
    told = dict(Milestone.objects.filter(policy__isnull=False).values_list("pk", "policy"))
    rulings = list(Difference.objects.order_by("pk"))
    policies = {*told.values(), *_quoting(PolicyCitation), *(one.policy_id for one in rulings)}
    milestones = {*told, *_quoting(MilestoneCitation), *(one.milestone_id for one in rulings)}
    yield from _find(sorted(policies - {None}), sorted(milestones - {None}), rulings)


def stale(differences: Iterable[Found]) -> Iterator[str]:
    """A sentence for each row of the table that is missing or outdated."""
    wanted = set(map(columns, differences))
    stored = set(FoundDifference.objects.values_list(*COLUMNS))
    for policy, milestone, field, *_ in sorted(wanted ^ stored, key=str):
        yield f"difference in {field} of policy {policy}, milestone {milestone}: not as listed"


def _documents(touched: dict[type[Model], set[int]]) -> Iterator[tuple[Keys, Keys]]:
    """Keys of policies with all their milestones, then of milestones without, some at a time."""
    policies, milestones = (sorted(touched.get(model, ())) for model in (Policy, Milestone))
    told: dict[int, int] = {}
    for part in parts(milestones):
        of_policies = Milestone.objects.filter(pk__any_of=part, policy__isnull=False)
        told |= dict(of_policies.order_by().values_list("pk", "policy"))
    for part in parts(sorted({*policies, *told.values()})):
        of_part = Milestone.objects.filter(policy__any_of=part)
        yield part, list(of_part.order_by().values_list("pk", flat=True))
    for part in parts([key for key in milestones if key not in told]):
        yield [], part


def _on(rows: Any, policies: Keys, milestones: Keys) -> QuerySet:
    return rows.filter(Q(policy__any_of=policies) | Q(milestone__any_of=milestones))


def _find(policies: Keys, milestones: Keys, rulings: Sequence[Difference]) -> Iterator[Found]:
    """The differences of published records; each once.

    Only records are read that can differ: pairs, and those with quoted words or a ruling.
    """
    of_policies, by_policy = _read(policies, milestones, rulings)
    milestones_read = [one for some in by_policy.values() for one in some]
    attach_citations([*of_policies.values(), *milestones_read])
    on: dict[tuple[str, int], list[Difference]] = defaultdict(list)
    for ruling in rulings:
        on["policy", ruling.policy_id].append(ruling)
        on["milestone", ruling.milestone_id].append(ruling)
    seen = set()
    for entries in _of_read(of_policies, by_policy):
        own = [ruling for one in entries for ruling in on[one._meta.model_name, one.pk]]
        for found in find(entries, dict.fromkeys(own)):
            key = found.policy, found.milestone, found.field
            if key not in seen:
                seen.add(key)
                yield found
    passages = [one.pk for one in rulings if one.field == Difference.Field.PASSAGE]
    for one in Difference.objects.published().filter(pk__in=passages) if passages else ():
        yield Found(one.policy, one.milestone, one.field, (), one)


Milestones = dict[int | None, list[Milestone]]  # by the key of their policy


def _read(
    policies: Keys, milestones: Keys, rulings: Sequence[Difference]
) -> tuple[dict[int, Policy], Milestones]:
    quoting = _quoting(MilestoneCitation, milestones) | {one.milestone_id for one in rulings}
    shown = Milestone.objects.published().filter(pk__any_of=milestones)
    shown = shown.filter(Q(policy__state=State.PUBLISHED) | Q(pk__any_of=quoting - {None}))
    by_policy: Milestones = defaultdict(list)
    for one in shown.order_by("pk") if milestones else ():
        by_policy[one.policy_id].append(one)
    wanted = {*_quoting(PolicyCitation, policies), *(one.policy_id for one in rulings), *by_policy}
    found = Policy.objects.published().in_bulk(wanted & {*policies})
    return found, by_policy


def _quoting(citations: type[Model], records: Keys | None = None) -> set[int]:
    """The keys of those of these records, or of all, that have a citation with quoted words."""
    rows = citations.objects.exclude(quote="").order_by()
    if records is not None:
        rows = rows.filter(record__any_of=records) if records else rows.none()
    return set(rows.values_list("record", flat=True))


def _of_read(policies: dict[int, Policy], milestones: Milestones) -> Iterator[list[Entry]]:
    for key, of_policy in milestones.items():
        if key not in policies:
            yield from ([one] for one in of_policy)
    for key, policy in policies.items():
        yield from documents_of(policy, milestones.get(key, []))


def _is_of_cited_date(ruling: Difference) -> bool:
    return ruling.field == DATE and ruling.prefers == Difference.Side.CITATION


def _date(found: Sequence[Found], rulings: Sequence[Difference]) -> None:
    """Set the timeline dates of records whose ruling takes them from a citation, or did."""
    if not rulings:
        return
    policies = {one.policy_id for one in rulings} - {None}
    dates = dict(timeline_dates.settlements(Policy.objects.filter(pk__in=policies)))
    alone = Milestone.objects.filter(pk__in={one.milestone_id for one in rulings}, policy=None)
    dates |= {one: one.date for one in alone}
    dates |= cited_dates(found)  # the keys stay the instances that have been read first
    timeline_dates.write(dates.items())
    for one in (record for some in found for record in some.records if record in dates):
        one.set_timeline_date(dates[one])


def cited_dates(found: Iterable[Found]) -> dict[Entry, PartialDate]:
    """The timeline dates that rulings take from citations."""
    dates: dict[Entry, PartialDate] = {}
    for one in found:
        if one.ruling and _is_of_cited_date(one.ruling):
            adopted = one.ruling.adopted_of(one.said)
            dates |= dict.fromkeys(one.records, adopted.value.meaning) if adopted else {}
    return dates


def _write(found: Iterable[Found], policies: Keys, milestones: Keys) -> None:
    """Write only what changes."""
    wanted = dict.fromkeys(map(columns, found))
    gone = []
    for row in _on(FoundDifference.objects, policies, milestones):
        stored = tuple(getattr(row, name) for name in COLUMNS)
        if stored in wanted:
            del wanted[stored]
        else:
            gone.append(row.pk)
    if gone:
        FoundDifference.objects.filter(pk__in=gone).delete()
    rows = [FoundDifference(**dict(zip(COLUMNS, values, strict=True))) for values in wanted]
    _give_keys(rows)
    FoundDifference.objects.bulk_create(rows)


def _give_keys(rows: Sequence[FoundDifference]) -> None:
    """Each has the key of its ruling, if that is free, so that it is found by it in lists."""
    if not rows:
        return
    rulings = {one.ruling_id for one in rows} - {None}
    stored = FoundDifference.objects
    taken = set(stored.filter(pk__in=rulings).values_list("pk", flat=True))
    last = max(UNRULED, stored.aggregate(last=Max("pk"))["last"] or 0)
    for row in rows:
        if row.ruling_id and row.ruling_id not in taken:
            row.pk = row.ruling_id
        else:
            row.pk = last = last + 1
        taken.add(row.pk)


def columns(found: Found) -> tuple[Any, ...]:
    keys = (found.policy and found.policy.pk, found.milestone and found.milestone.pk)
    ruling = found.ruling and found.ruling.pk
    day = found.records[-1].timeline_date.start  # the milestone's, if there is one
    return *keys, found.field, ruling, found.is_decided, day
