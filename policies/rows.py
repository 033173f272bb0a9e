"""Display data of entries; every page and format renders the same rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from policies.models import Difference, Entry, Milestone, Policy
from portal.models.corrections import readings
from portal.models.curated import published
from portal.record_types import Key
from portal.search.query import Query
from portal.web.rows import Row, Text, unseen, wording

POLICY, MILESTONE = "policy", "milestone"


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


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    """Rows of policies and milestones, fetched together because a row shows its twins as well.

    Four queries for any number of rows; with a search query, four more for errata and other
    names.
    """
    wanted = {model: {pk for name, pk in keys if name == model} for model in (MILESTONE, POLICY)}
    told = Q(pk__in=wanted[MILESTONE]) | Q(policy__in=wanted[POLICY])
    milestones = _shown(Milestone, query).filter(told).order_by("pk").in_bulk()
    of_policy: dict[int | None, list[Milestone]] = defaultdict(list)
    for one in milestones.values():
        of_policy[one.policy_id].append(one)
    policies = _shown(Policy, query).in_bulk(wanted[POLICY] | of_policy.keys() - {None})
    rows = {}
    for model, pk in keys:
        if model == POLICY and pk in policies:
            rows[model, pk] = _row(policies[pk], of_policy[pk], query)
        elif model == MILESTONE and pk in milestones:
            policy = policies.get(milestones[pk].policy_id)
            rows[model, pk] = _row(milestones[pk], [policy] if policy else [], query)
    return rows


def _shown(model: type[Entry], query: Query | None) -> QuerySet:
    """The published records of one table with what rows show of them."""
    issuances = model.issuances.rel.related_model.objects.as_then().select_related("body")
    if query:
        issuances = issuances.prefetch_related("body__aliases")
    errata = [published(model, "errata")] if query else []
    standing = Difference.objects.standing().filter(**{model._meta.model_name: OuterRef("pk")})
    shown = model.objects.published().headed().select_related("source")
    shown = shown.annotate(differs=Exists(standing))
    return shown.prefetch_related(Prefetch("issuances", issuances), *errata)


def _row(entry: Entry, twins: list[Entry], query: Query | None) -> Row:
    records = [entry, *twins]
    bodies = body_parts(records)
    shown = [entry.heading, *(part.name for part in bodies)]
    return Row(
        type=entry._meta.model_name,
        url=entry.get_absolute_url(),
        title=entry.heading,
        texts=tuple(_texts(records, query)),
        kind=entry.kind,
        kind_label=entry.get_kind_display(),
        date=entry.timeline_date,
        bodies=bodies,
        sources=tuple(one for one in records if one.source),
        elsewhere=tuple(unseen(query, _names(records), shown)) if query else (),
        differs=entry.differs or any(one.differs for one in twins if isinstance(one, Policy)),
    )


def _texts(records: list[Entry], query: Query | None) -> Iterator[Text]:
    """The wordings of a record and its twins; a twin milestone's is shown only for its hits."""
    for told in records:
        is_policy = isinstance(told, Policy)
        label = gettext("要点") if is_policy else gettext("大事记")
        yield wording(told, label, with_corrections=bool(query), only_for_hits=not is_policy)


def _names(records: list[Entry]) -> Iterator[tuple[str, str]]:
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


def body_parts(records: list[Entry]) -> tuple[BodyPart, ...]:
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
