"""Display data of entries; every page and format renders the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext

from policies.models import Difference, Milestone, Policy
from portal.models.corrections import readings
from portal.models.curated import published
from portal.record_types import Key
from portal.search.query import Query
from portal.web.rows import Row, Text, statement, unseen, wording


@dataclass(frozen=True)
class BodyPart:
    """A body's part in an entry; `stated` is False if it is inferred.

    `others` is the source's wording for unnamed bodies, as in 等部门.
    """

    slug: str
    name: str
    role: str
    stated: bool
    others: str = ""

    @property
    def url(self) -> str:
        return reverse("body", args=[self.slug])


@dataclass(frozen=True, kw_only=True)
class EntryRow(Row):
    """A policy or milestone; `policy` is the slug of the policy that it is about, or empty."""

    slug: str
    policy: str


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, EntryRow]:
    """Rows of policies and milestones, fetched together because a row shows its twins as well.

    Four queries for any number of rows; with a search query, four more for errata and other
    names.
    """
    wanted = {
        kind: {pk for of_kind, pk in keys if of_kind == kind} for kind in ("milestone", "policy")
    }
    milestones = (
        Milestone.objects.published()
        .headed()
        .filter(Q(pk__in=wanted["milestone"]) | Q(policy__in=wanted["policy"]))
        .select_related("source")
        .annotate(differs=_differs("milestone"))
    )
    milestones = {
        milestone.pk: milestone
        for milestone in milestones.order_by("pk").prefetch_related(*_parts(Milestone, query))
    }
    twins = {milestone.policy_id for milestone in milestones.values()} - {None}
    policies = Policy.objects.published().headed().filter(pk__in=wanted["policy"] | twins)
    policies = policies.select_related("source").annotate(differs=_differs("policy"))
    policies = policies.prefetch_related(*_parts(Policy, query)).in_bulk()
    of_policy: dict[int, list[Milestone]] = {}
    for milestone in milestones.values():
        of_policy.setdefault(milestone.policy_id, []).append(milestone)
    rows = {
        ("milestone", pk): _milestone_row(one, policies.get(one.policy_id), query)
        for pk, one in milestones.items()
        if pk in wanted["milestone"]
    }
    rows |= {
        ("policy", pk): _policy_row(one, of_policy.get(pk, []), query)
        for pk, one in policies.items()
        if pk in wanted["policy"]
    }
    return rows


def _parts(model, query: Query | None) -> list:
    issuances = model.issuances.rel.related_model.objects.as_then().select_related("body")
    if not query:
        return [Prefetch("issuances", queryset=issuances)]
    issuances = issuances.prefetch_related("body__aliases")
    return [Prefetch("issuances", issuances), published(model, "errata")]


def _differs(side: str) -> Exists:
    return Exists(Difference.objects.standing().filter(**{side: OuterRef("pk")}))


def _milestone_row(milestone: Milestone, policy: Policy | None, query: Query | None) -> EntryRow:
    twins = [policy] if policy else []
    return _row(
        milestone,
        twins,
        query,
        policy=policy.slug if policy else "",
        differs=any(record.differs for record in (milestone, *twins)),
    )


def _policy_row(policy: Policy, milestones: list[Milestone], query: Query | None) -> EntryRow:
    return _row(policy, milestones, query, policy=policy.slug, differs=policy.differs)


def _row(
    entry: Milestone | Policy, twins: list[Milestone | Policy], query: Query | None, **more
) -> EntryRow:
    records = [entry, *twins]
    bodies = body_parts(records)
    return EntryRow(
        type=entry._meta.model_name,
        slug=entry.slug,
        url=entry.get_absolute_url(),
        title=entry.heading,
        texts=tuple(_texts(records, query)),
        kind=entry.kind,
        kind_label=entry.get_kind_display(),
        date=entry.timeline_date,
        bodies=bodies,
        sources=tuple(statement(one) for one in records if one.source),
        elsewhere=tuple(_elsewhere(records, bodies, query)) if query else (),
        **more,
    )


def _texts(records: list[Milestone | Policy], query: Query | None) -> Iterator[Text]:
    """The wordings of a record and its twins; a twin milestone's is shown only for its hits."""
    for told in records:
        is_policy = isinstance(told, Policy)
        label = gettext("要点") if is_policy else gettext("大事记")
        yield wording(told, label, with_corrections=bool(query), only_for_hits=not is_policy)


def _elsewhere(
    records: list[Milestone | Policy], bodies: tuple[BodyPart, ...], query: Query
) -> Iterator[tuple[str, str]]:
    """(label, name) of other titles and names of bodies that match the query."""
    return unseen(query, _names(records), [records[0].heading, *(part.name for part in bodies)])


def _names(records: list[Milestone | Policy]) -> Iterator[tuple[str, str]]:
    for record in records:
        # The record's own title differs from its heading only if it is misprinted.
        label = gettext("原文题名") if record is records[0] else gettext("另一题名")
        yield label, record.title
        yield gettext("原文题名"), getattr(record, "title_text", "")
        yield gettext("通过文件"), getattr(record, "document_title", "")
        yield gettext("原文主体"), getattr(record, "bodies_text", "")
        for issuance in record.issuances.all():
            yield gettext("全称"), issuance.full_name
            for alias in issuance.body.aliases.all():
                yield gettext("别名"), alias.name
        for field, reading in readings(record).items():
            if field != "wording":
                yield gettext("勘误后作"), reading


def body_parts(records: list[Milestone | Policy]) -> tuple[BodyPart, ...]:
    """The bodies in printed order, each role once; `stated` if any of the records states it."""
    parts: dict[tuple[str, str], BodyPart] = {}
    for record in records:
        for issuance in record.issuances.all():
            slug, role = issuance.body.slug, issuance.get_role_display()
            known = parts.get((slug, role))
            if known is None or (issuance.stated and not known.stated):
                parts[slug, role] = BodyPart(
                    slug, issuance.body.name, role, issuance.stated, issuance.others
                )
    return tuple(parts.values())
