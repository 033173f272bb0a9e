"""What is shown of an entry, shaped once for every page and format."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from policies.models import Difference, Milestone, MilestoneIssuance, Policy, PolicyIssuance
from portal.dates import PartialDate


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class BodyPart:
    """A body's part in an entry; `stated` is False where it is inferred."""

    slug: str
    name: str
    role: str
    stated: bool

    @property
    def url(self) -> str:
        return reverse("body", args=[self.slug])


@dataclass(frozen=True)
class Statement:
    """Where a source tells of the entry, and the date in its own words."""

    source: str
    source_title: str
    date_text: str
    line_start: int | None
    line_end: int | None
    lines: str
    url: str


@dataclass(frozen=True)
class Row:
    """An entry of a list; `text` is the wording, `points` the 要点 of the policy it tells of."""

    type: str
    slug: str
    url: str
    title: str
    text: str
    kind: str
    kind_label: str
    date: PartialDate
    bodies: tuple[BodyPart, ...]
    sources: tuple[Statement, ...]
    policy: str
    points: str
    differs: bool


def fetch_rows(keys: list[tuple[str, int]]) -> list[Row]:
    """The rows of (type, primary key) pairs, in their order; four queries however many."""
    wanted = {
        kind: {pk for of_kind, pk in keys if of_kind == kind} for kind in ("milestone", "policy")
    }
    milestones = (
        Milestone.objects.filter(Q(pk__in=wanted["milestone"]) | Q(policy__in=wanted["policy"]))
        .select_related("source")
        .annotate(differs=_differs("milestone"))
    )
    milestones = {
        milestone.pk: milestone
        for milestone in milestones.order_by("pk").prefetch_related(_issuances(MilestoneIssuance))
    }
    twins = {milestone.policy_id for milestone in milestones.values()} - {None}
    policies = Policy.objects.filter(pk__in=wanted["policy"] | twins).select_related("source")
    policies = policies.annotate(differs=_differs("policy"))
    policies = policies.prefetch_related(_issuances(PolicyIssuance)).in_bulk()
    tellers: dict[int, list[Milestone]] = {}
    for milestone in milestones.values():
        tellers.setdefault(milestone.policy_id, []).append(milestone)
    return [
        _milestone_row(milestones[pk], policies.get(milestones[pk].policy_id))
        if kind == "milestone"
        else _policy_row(policies[pk], tellers.get(pk, []))
        for kind, pk in keys
    ]


def _issuances(model) -> Prefetch:
    return Prefetch("issuances", queryset=model.objects.select_related("body"))


def _differs(side: str) -> Exists:
    return Exists(Difference.objects.standing().filter(**{side: OuterRef("pk")}))


def _milestone_row(milestone: Milestone, policy: Policy | None) -> Row:
    twins = [policy] if policy else []
    return _row(
        milestone,
        twins,
        policy=policy.slug if policy else "",
        points=policy.wording if policy else "",
        differs=any(told.differs for told in (milestone, *twins)),
    )


def _policy_row(policy: Policy, milestones: list[Milestone]) -> Row:
    return _row(policy, milestones, policy=policy.slug, points="", differs=policy.differs)


def _row(entry: Milestone | Policy, twins: list[Milestone | Policy], **more) -> Row:
    return Row(
        type=entry._meta.model_name,
        slug=entry.slug,
        url=entry.get_absolute_url(),
        title=entry.title,
        text=entry.wording,
        kind=entry.kind,
        kind_label=entry.get_kind_display(),
        date=entry.timeline_date,
        bodies=body_parts([entry, *twins]),
        sources=tuple(statement(told) for told in [entry, *twins] if told.source),
        **more,
    )


def body_parts(records: list[Milestone | Policy]) -> tuple[BodyPart, ...]:
    """The bodies in the order stated, each once; stated where any source states it."""
    parts: dict[str, BodyPart] = {}
    for record in records:
        for issuance in record.issuances.all():
            slug = issuance.body.slug
            if slug not in parts or (issuance.stated and not parts[slug].stated):
                parts[slug] = BodyPart(
                    slug, issuance.body.name, issuance.get_role_display(), issuance.stated
                )
    return tuple(parts.values())


def statement(record: Milestone | Policy) -> Statement:
    return Statement(
        source=record.source.slug,
        source_title=record.source.short_title,
        date_text=record.date_text,
        line_start=record.line_start,
        line_end=record.line_end,
        lines=record.lines_text(),
        url=record.source_url(),
    )
