"""Policies and milestones as plain tuples with what rows show of them, alike for both tables."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value

from policies.models import BodyAlias, Entry, FoundDifference, Milestone, Policy
from portal.models import Erratum
from portal.prepared import Prepared, among
from portal.record_types import Key
from portal.web.rows import cited

POLICY, MILESTONE = "policy", "milestone"


class Printed(NamedTuple):
    """A record. Twins have the same `document`, the primary key of their policy."""

    type: str
    key: int
    document: int | None
    slug: str
    heading: str
    title: str
    kind: str
    timeline_start: date
    timeline_end: date
    timeline_precision: str
    timeline_qualifier: str
    wording: str
    date_text: str
    cited: str | None  # see `portal.web.rows.citations_in`
    differs: bool
    title_text: str
    document_title: str
    bodies_text: str
    number: str
    status: str


class Part(NamedTuple):
    """A body's part in a record; `full_name` is the body's at the record's date, if asked for."""

    record: int
    body: int
    slug: str
    name: str
    role: str
    stated: bool
    others: str
    full_name: str


class _Table:
    """The queries of one table; `document` is the column with the policy's key."""

    def __init__(self, model: type[Entry], document: str):
        self.printed = Prepared(lambda: _printed(model, document))
        self.parts = Prepared(lambda: _parts(model))
        self.named_parts = Prepared(lambda: _parts(model, with_full_names=True))
        self.errata = Prepared(lambda: _of_records(model.errata.rel.related_model).published())


def _printed(model: type[Entry], document: str) -> QuerySet:
    type_ = model._meta.model_name
    lacking = {"title_text", "document_title", "bodies_text"}
    lacking -= {one.name for one in model._meta.concrete_fields}
    differences = FoundDifference.objects.filter(**{type_: OuterRef("pk")})
    shown = (
        model.objects.published()
        .headed()
        .annotate(
            type=Value(type_),
            key=F("pk"),
            document=F(document),
            cited=cited(model.citations.rel.related_model),
            differs=Exists(differences),
            **dict.fromkeys(lacking, Value("")),
        )
    )
    wanted = Q(among("pk", "keys")) | Q(among(document, "documents"))
    return shown.filter(wanted).order_by("pk").values_list(*Printed._fields)


def _parts(model: type[Entry], *, with_full_names: bool = False) -> QuerySet:
    parts = _of_records(model.issuances.rel.related_model)
    parts = parts.as_then() if with_full_names else parts.annotate(full_name=Value(""))
    body = ("body_id", "body__slug", "body__name")
    columns = ("record_id", *body, "role", "stated", "others", "full_name")
    return parts.order_by("position", "pk").values_list(*columns)


def _of_records(model: type[Model]) -> QuerySet:
    return model.objects.filter(among("record_id", "keys"))


_TABLES = {MILESTONE: _Table(Milestone, "policy_id"), POLICY: _Table(Policy, "pk")}
_ALIASES = Prepared(
    lambda: BodyAlias.objects.filter(among("body_id", "bodies")).values_list("body_id", "name")
)


@dataclass
class Entries:
    """Records by type and key, with those that their rows show as well."""

    records: dict[Key, Printed]
    parts: dict[Key, list[Part]]
    errata: dict[Key, list[Erratum]]
    aliases: dict[int, list[str]]

    def twins_of(self, one: Printed) -> list[Printed]:
        """The published records of the other source about the same document."""
        if one.type == POLICY:
            return self._milestones[one.key]
        policy = self.records.get((POLICY, one.document))
        return [policy] if policy else []

    @cached_property
    def _milestones(self) -> dict[int | None, list[Printed]]:
        found = defaultdict(list)
        for one in self.records.values():
            if one.type == MILESTONE:
                found[one.document].append(one)
        return found


def read_entries(keys: list[Key], *, with_names: bool) -> Entries:
    """The published ones of these records, and their twins, in four queries.

    With all their names and errata, which only a search needs, in seven.
    """
    wanted = {name: {pk for type_, pk in keys if type_ == name} for name in _TABLES}
    milestones = _read(MILESTONE, wanted[MILESTONE], wanted[POLICY])
    policies = _read(POLICY, wanted[POLICY], {one.document for one in milestones} - {None})
    entries = Entries({(one.type, one.key): one for one in (*milestones, *policies)}, {}, {}, {})
    for type_, records in ((MILESTONE, milestones), (POLICY, policies)):
        if records:
            _add_parts(entries, type_, [one.key for one in records], with_names=with_names)
    if with_names:
        bodies = {part.body for parts in entries.parts.values() for part in parts}
        for body, name in _ALIASES.all(bodies=bodies):
            entries.aliases.setdefault(body, []).append(name)
    return entries


def _read(type_: str, keys: set[int], documents: set[int]) -> list[Printed]:
    if not (keys or documents):
        return []
    rows = _TABLES[type_].printed.all(keys=keys, documents=documents)
    return list(map(Printed._make, rows))


def _add_parts(entries: Entries, type_: str, keys: list[int], *, with_names: bool) -> None:
    table = _TABLES[type_]
    parts = table.named_parts if with_names else table.parts
    for part in map(Part._make, parts.all(keys=keys)):
        entries.parts.setdefault((type_, part.record), []).append(part)
    for erratum in table.errata.all(keys=keys) if with_names else ():
        entries.errata.setdefault((type_, erratum.record_id), []).append(erratum)
