"""The family of a document: the public records that it has relations with, and theirs.

A policy and the milestones about it are one document. Levels are read one after the other, each
in three queries, so that their number does not depend on how many records there are.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, Model, OuterRef, Q, prefetch_related_objects

from policies.models import (
    Entry,
    Milestone,
    MilestoneRelation,
    Policy,
    PolicyRelation,
    Relation,
)
from policies.models.predecessors import Document
from policies.relations.words import MUTUAL
from portal.address_patterns import address_of
from portal.models.curated import State
from portal.text.dates import PartialDate

LEVELS = 3  # how far from the document its family is read
MOST_ROWS = 200  # relations of a table that a level may have


class Member(NamedTuple):
    """A document of the family; `url` is "" for the one whose page this is."""

    document: Document
    url: str
    title: str
    date: PartialDate


class Told(NamedTuple):
    """One relation of two documents, and what is stored of it, with the sources."""

    kind: str
    first: Member
    second: Member
    rows: tuple[Relation, ...]


@dataclass
class Family:
    """`told` are the relations of its members; `is_cut` says that there are more of them."""

    own: Member
    members: list[Member]
    told: list[Told]
    is_cut: bool


def has_relations(model: type[Entry]) -> Q:
    """Condition that a record or its document has relations, maybe to records nobody may see."""
    policy = OuterRef("pk" if model is Policy else "policy_id")
    found = [
        PolicyRelation.objects.filter(record=policy),
        MilestoneRelation.objects.filter(record__policy=policy),
    ]
    for table in (PolicyRelation, MilestoneRelation):
        found.append(table.objects.filter(policy=policy))
        found.append(table.objects.filter(milestone__policy=policy))
    if model is Milestone:
        own = OuterRef("pk")
        found.append(MilestoneRelation.objects.filter(record=own))
        found += [one.objects.filter(milestone=own) for one in (PolicyRelation, MilestoneRelation)]
    return Q(*(Exists(rows) for rows in found), _connector=Q.OR)


def read_family(shown: Entry) -> Family | None:
    """None if the record has no relation that the public may see."""
    found = _Reading(shown)
    for _ in range(LEVELS):
        found.read_on()
    return found.family()


class _Row(NamedTuple):
    """A stored relation with the documents at its ends."""

    first: Document
    second: Document
    relation: Relation


class _Reading:
    def __init__(self, shown: Entry):
        self.shown = shown
        self.own = _document(_public_policy(shown), shown.pk)
        self.rows: dict[tuple[type[Model], int], _Row] = {}
        self.read: set[Document] = set()
        self.waiting = {self.own}
        self.is_cut = False

    def read_on(self) -> None:
        """Read the relations of the documents that were reached last."""
        if not self.waiting:
            return
        self.read |= self.waiting
        policies = {key for table, key in self.waiting if table == "policy"}
        milestones = {key for table, key in self.waiting if table == "milestone"}
        if policies:
            twins = Milestone.objects.published().filter(policy__in=policies)
            milestones |= set(twins.values_list("pk", flat=True))
        if self.own in self.waiting and isinstance(self.shown, Milestone):
            milestones.add(self.shown.pk)
        for model in (PolicyRelation, MilestoneRelation):
            records = policies if model is PolicyRelation else milestones
            wanted = Q(record__in=records) | Q(policy__in=policies) | Q(milestone__in=milestones)
            self._take(model, model.objects.filter(wanted))
        reached = {end for row in self.rows.values() for end in (row.first, row.second)}
        self.waiting = reached - self.read

    def _take(self, model, rows) -> None:
        """Take the rows whose ends are both public."""
        seen = Q(milestone__isnull=True) | self._is_public("milestone", Milestone)
        seen &= Q(policy__isnull=True) | self._is_public("policy", Policy)
        owner = model._meta.get_field("record").related_model
        ends = ["record", "policy", "milestone__policy"]
        ends += ["record__policy"] if owner is Milestone else []
        rows = rows.filter(seen, self._is_public("record", owner)).select_related(*ends)
        rows = list(rows[: MOST_ROWS + 1])
        self.is_cut |= len(rows) > MOST_ROWS
        for row in rows[:MOST_ROWS]:
            first, second = (self._document(one) for one in (row.record, row.target))
            if first == second:
                continue
            if row.kind in MUTUAL:
                first, second = sorted([first, second])
            self.rows[model, row.pk] = _Row(first, second, row)

    def _is_public(self, column: str, model: type[Entry]) -> Q:
        """The record whose page this is counts as public, because a preview shows it so."""
        public = Q(**{f"{column}__state": State.PUBLISHED})
        return public | Q(**{column: self.shown.pk}) if model is type(self.shown) else public

    def _document(self, entry: Entry) -> Document:
        return _document(_public_policy(entry), entry.pk)

    def family(self) -> Family | None:
        members = self._members()
        prefetch_related_objects([row.relation for row in self.rows.values()], "source")
        rows: dict[tuple, list[Relation]] = defaultdict(list)
        for first, second, relation in self.rows.values():
            rows[relation.kind, first, second].append(relation)
        told = [
            Told(kind, members[first], members[second], tuple(said))
            for (kind, first, second), said in rows.items()
            if first in members and second in members
        ]
        own = members[self.own]
        if not any(own in (one.first, one.second) for one in told):
            return None
        return Family(own, list(members.values()), told, self.is_cut)

    def _members(self) -> dict[Document, Member]:
        keys: dict[str, set[int]] = defaultdict(set)
        for row in self.rows.values():
            for table, key in (row.first, row.second):
                keys[table].add(key)
        members = {self.own: self._member(self.own, self.shown)}
        for model in (Policy, Milestone):
            found = model.objects.published().headed().filter(pk__in=keys[model._meta.model_name])
            for entry in found:
                document = Document(model._meta.model_name, entry.pk)
                if document != self.own:
                    members[document] = self._member(document, entry)
        return members

    def _member(self, document: Document, entry: Entry) -> Member:
        url = "" if document == self.own else address_of(*_named(entry))
        return Member(document, url, str(entry), entry.timeline_date)


def _public_policy(entry: Entry) -> int | None:
    if isinstance(entry, Policy):
        return entry.pk
    return entry.policy_id if entry.policy and entry.policy.is_published else None


def _document(policy: int | None, milestone: int) -> Document:
    return Document("policy", policy) if policy else Document("milestone", milestone)


def _named(entry: Entry) -> tuple[str, str]:
    return entry._meta.model_name, entry.slug
