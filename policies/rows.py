"""Display data of entries; every page and format renders the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext

from policies.models import Difference, Milestone, Policy
from portal.models.corrections import readings
from portal.models.curated import published
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.rows import Statement, Text, statement, unseen, wording


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


@dataclass(frozen=True)
class Row:
    """An entry of a list; `texts` are its wording and those of its twins.

    `elsewhere` are (label, name) of names that match the query but are not shown.
    """

    type: str
    slug: str
    url: str
    title: str
    texts: tuple[Text, ...]
    kind: str
    kind_label: str
    date: PartialDate
    bodies: tuple[BodyPart, ...]
    sources: tuple[Statement, ...]
    policy: str
    differs: bool
    elsewhere: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The wording."""
        return self.texts[0].text


Key = tuple[str, int]  # type and primary key of a record


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    """Key → row, in the order of `keys`, with the hits of `query`.

    Records that were withdrawn or deleted after the keys were read are left out. Four queries
    for any number of rows; with a search query, four more for errata and other names.
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
    return {key: rows[key] for key in keys if key in rows}


def _parts(model, query: Query | None) -> list:
    issuances = model.issuances.rel.related_model.objects.as_then().select_related("body")
    if not query:
        return [Prefetch("issuances", queryset=issuances)]
    issuances = issuances.prefetch_related("body__aliases")
    return [Prefetch("issuances", issuances), published(model, "errata")]


def _differs(side: str) -> Exists:
    return Exists(Difference.objects.standing().filter(**{side: OuterRef("pk")}))


def _milestone_row(milestone: Milestone, policy: Policy | None, query: Query | None) -> Row:
    twins = [policy] if policy else []
    return _row(
        milestone,
        twins,
        query,
        policy=policy.slug if policy else "",
        differs=any(record.differs for record in (milestone, *twins)),
    )


def _policy_row(policy: Policy, milestones: list[Milestone], query: Query | None) -> Row:
    return _row(policy, milestones, query, policy=policy.slug, differs=policy.differs)


def _row(
    entry: Milestone | Policy, twins: list[Milestone | Policy], query: Query | None, **more
) -> Row:
    records = [entry, *twins]
    bodies = body_parts(records)
    return Row(
        type=entry._meta.model_name,
        slug=entry.slug,
        url=entry.get_absolute_url(),
        title=entry.heading,
        texts=tuple(wording(one, _label(one), sought=bool(query)) for one in records),
        kind=entry.kind,
        kind_label=entry.get_kind_display(),
        date=entry.timeline_date,
        bodies=bodies,
        sources=tuple(statement(one) for one in records if one.source),
        elsewhere=tuple(_elsewhere(records, bodies, query)) if query else (),
        **more,
    )


def _label(record: Milestone | Policy) -> str:
    return gettext("要点") if isinstance(record, Policy) else gettext("大事记")


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
