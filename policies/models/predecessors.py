"""Circles of 修订 and 废止: no document may, over others, amend or repeal itself.

A policy and the milestones about it are one document here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from django.apps import apps
from django.db.models import F, Model
from django.db.models.functions import Coalesce

from portal.changes.recording import rows_with

PREDECESSORS = ("amends", "repeals")


class Document(NamedTuple):
    """The table and primary key of its policy, or of a milestone without policy."""

    table: str
    key: int | None


class Step(NamedTuple):
    """From a document to one that it amends or repeals."""

    kind: str
    to: Document


Way = list[tuple[Document, str]]  # documents, each with what it does to the next one


def document_of(entry: Model) -> Document:
    if entry._meta.model_name == "policy":
        return Document("policy", entry.pk)
    return _document(entry.policy_id, entry.pk)


class Predecessors:
    """What documents amend and repeal: as stored, and as `rows` will say once they are written.

    The rows replace the stored relations of the records in `rewritten`. The milestones in
    `relinked` are about another policy than stored, or about none.
    """

    def __init__(
        self,
        rows: Iterable = (),
        rewritten: Iterable[Model] = (),
        relinked: Iterable[Model] = (),
    ):
        self._relinked = {one.pk: one for one in relinked}
        self._rows = [row for row in rows if row.kind in PREDECESSORS]
        self._rewritten = {(type(one), one.pk) for one in rewritten}
        self._written = {(type(row), row.pk) for row in self._rows if row.pk}
        self._steps: dict[Document, set[Step]] = defaultdict(set)
        self._read: set[Document] = set()
        for row in self._rows:
            self._steps[self._of(row.record)].add(Step(row.kind, self._of(row.target)))

    def circles(self) -> Iterator[tuple[Model, str]]:
        """(row, sentence) for each of the rows that is part of a circle."""
        self._read_on({self._of(row.target) for row in self._rows})
        for row in self._rows:
            if way := self._circle(row):
                yield row, f"{self._told(way)}：修订和废止不能绕成一圈。"

    def circles_by_links(self) -> Iterator[tuple[Model, str]]:
        """(milestone, sentence) for each relinked one whose policy is then in a circle."""
        linked = {one: document_of(one) for one in self._relinked.values() if one.policy_id}
        self._read_on({*linked.values()})
        for milestone, document in linked.items():
            steps = sorted(self._steps.get(document, ()))
            ways = ([(document, one.kind), *self._way(one.to, document)] for one in steps)
            if way := next((one for one in ways if len(one) > 1), None):
                told = self._told(way)
                yield milestone, f"记“{milestone.policy}”就绕成一圈：{told}。请先更正关系。"

    def between(self, one: Model, other: Model) -> str:
        """“甲”修订“乙”，“乙”废止“丙”: what leads from one record to the other, or back; or ""."""
        first, second = document_of(one), document_of(other)
        self._read_on({first, second})
        way = self._way(first, second) or self._way(second, first)
        return self._told(way) if way else ""

    def _circle(self, row) -> Way:
        first, second = self._of(row.record), self._of(row.target)
        back = self._way(second, first)
        return [(first, row.kind), *back] if back else []

    def _way(self, start: Document, goal: Document) -> Way:
        """The shortest one, with the goal at its end; [] if there is none."""
        came: dict[Document, tuple[Document, str] | None] = {start: None}
        waiting = [start]
        while waiting and goal not in came:
            following = []
            for document in waiting:
                for step in sorted(self._steps.get(document, ())):
                    if step.to not in came:
                        came[step.to] = (document, step.kind)
                        following.append(step.to)
            waiting = following
        if goal not in came:
            return []
        way: Way = [(goal, "")]
        while before := came[way[-1][0]]:
            way.append(before)
        return way[::-1]

    def _of(self, entry: Model) -> Document:
        is_relinked = entry._meta.model_name == "milestone" and entry.pk in self._relinked
        return document_of(self._relinked[entry.pk] if is_relinked else entry)

    def _told(self, way: Way) -> str:
        names = self._names({document for document, _ in way})
        labels = dict(_tables()[0].Kind.choices)
        return "，".join(
            f"“{names[one]}”{labels[kind]}“{names[other]}”"
            for (one, kind), (other, _) in pairwise(way)
        )

    # The database

    def _read_on(self, documents: set[Document]) -> None:
        """Read all steps that lead on from these documents, some queries for each level."""
        waiting = documents
        while waiting := {one for one in waiting if one.key} - self._read:
            self._read |= waiting
            for start, step in self._stored(waiting):
                self._steps[start].add(step)
            waiting = {step.to for start in waiting for step in self._steps.get(start, ())}

    def _stored(self, documents: set[Document]) -> Iterator[tuple[Document, Step]]:
        keys: dict[str, list[int]] = {"policy": [], "milestone": []}
        for table, key in documents:
            keys[table].append(key)
        relinked = self._relinked.items()
        keys["milestone"] += [key for key, one in relinked if document_of(one) in documents]
        of_policies, of_milestones = _tables()
        for model, column, wanted, policy in (
            (of_policies, "record_id", keys["policy"], "record_id"),
            (of_milestones, "record__policy_id", keys["policy"], "record__policy_id"),
            (of_milestones, "record_id", keys["milestone"], "record__policy_id"),
        ):
            rows = rows_with(model.objects.filter(kind__in=PREDECESSORS), column, wanted)
            rows = rows.annotate(
                start=F(policy), to=Coalesce("policy_id", F("milestone__policy_id"))
            )
            columns = ("pk", "kind", "record_id", "start", "to", "milestone_id")
            for key, kind, record, start, to, milestone in rows.values_list(*columns):
                if self._is_replaced(model, key, record):
                    continue
                first = self._document(start, record if model is of_milestones else None)
                yield first, Step(kind, self._document(to, milestone))

    def _document(self, policy: int | None, milestone: int | None) -> Document:
        """As stored, unless the milestone is relinked."""
        known = self._relinked.get(milestone)
        return document_of(known) if known else _document(policy, milestone)

    def _is_replaced(self, model: type[Model], key: int, record: int) -> bool:
        owner = model._meta.get_field("record").related_model
        return (model, key) in self._written or (owner, record) in self._rewritten

    def _names(self, documents: set[Document]) -> dict[Document, str]:
        names = {}
        for row in self._rows:
            for entry in (row.target, row.record):
                names[self._of(entry)] = str(entry)
        for table in ("policy", "milestone"):
            keys = {key for of, key in documents - names.keys() if of == table}
            found = rows_with(apps.get_model("policies", table).objects, "pk", keys)
            names |= {Document(table, one.pk): str(one) for one in found}
        return names


def _document(policy: int | None, milestone: int | None) -> Document:
    return Document("policy", policy) if policy else Document("milestone", milestone)


def _tables() -> list[type[Model]]:
    """Of policies and of milestones; looked up, because they import this module."""
    return [apps.get_model("policies", name) for name in ("PolicyRelation", "MilestoneRelation")]
