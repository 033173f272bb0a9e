"""Policies and milestones as plain data (`portal.open_data.data`).

As on the lists, bodies, sources, number and status of an entry are those of its twins too: the
filters find it by them. Its texts and its errata are its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Model, Q, QuerySet, Value

from policies.models import (
    Entry,
    Milestone,
    MilestoneRelation,
    Policy,
    PolicyRelation,
    Relation,
    Status,
)
from policies.models.status_evidence import CHANGED_BY
from policies.open_data.relation_data import COLUMNS, Told, public, relation_data
from policies.pairs.document_facts import numbers_of, statuses_of
from portal.open_data.data import (
    Data,
    Site,
    citations_of,
    citations_of_each,
    date_data,
    errata_data,
    identity,
    typed_date,
)
from portal.prepared import Prepared, among
from portal.record_types import Key
from portal.text.dates import PartialDate

POLICY, MILESTONE = "policy", "milestone"
_UNKNOWN = Status.UNKNOWN.value


class _Record(NamedTuple):
    """Twins have the same `document`, the primary key of their policy."""

    type: str
    key: int
    document: int | None
    slug: str
    version: int
    modified_at: datetime
    heading: str
    title: str
    wording: str
    kind: str
    date_text: str
    timeline_start: date
    timeline_end: date
    timeline_precision: str
    timeline_qualifier: str
    number: str
    status: str
    written_on: str
    published_on: str
    in_force_on: str
    official_url: str
    cited: str | None


class _Body(NamedTuple):
    record: int
    slug: str
    name: str
    role: str
    stated: bool
    others: str


class _Erratum(NamedTuple):
    record_id: int
    field: str
    kind: str
    printed: str
    reading: str
    reason: str


class _Table:
    """The queries of one table; `document` is the column with the policy's key."""

    def __init__(self, model: type[Entry], document: str, relation: type[Relation]):
        self.relations = Prepared(lambda: _relations(relation, f"{model._meta.model_name}s"))
        self.records = Prepared(lambda: _records(model, document))
        self.bodies = Prepared(lambda: _bodies(model))
        self.errata = Prepared(lambda: _errata(model))


def _records(model: type[Entry], document: str) -> QuerySet:
    shown = model.objects.published().headed()
    shown = shown.annotate(
        type=Value(model._meta.model_name),
        key=F("pk"),
        document=F(document),
        cited=citations_of(model.citations.rel.related_model),
    )
    wanted = Q(among("pk", "keys")) | Q(among(document, "documents"))
    return shown.filter(wanted).order_by("pk").values_list(*_Record._fields)


def _bodies(model: type[Entry]) -> QuerySet:
    columns = ("record_id", "body__slug", "body__name", "role", "stated", "others")
    bodies = _of_records(model.issuances.rel.related_model)
    return bodies.order_by("position", "pk").values_list(*columns)


def _errata(model: type[Entry]) -> QuerySet:
    errata = _of_records(model.errata.rel.related_model).published()
    return errata.order_by("pk").values_list(*_Erratum._fields)


def _of_records(model: type[Model]) -> QuerySet:
    return model.objects.filter(among("record_id", "keys"))


def _relations(model: type[Relation], records: str) -> QuerySet:
    """Between public records, one of which is wanted; `records` are those that say it."""
    of_targets = Q(among("policy_id", "policys")) | Q(among("milestone_id", "milestones"))
    wanted = Q(among("record_id", records)) | of_targets
    return public(model).filter(wanted).values_list(*COLUMNS)


_TABLES = {
    POLICY: _Table(Policy, "pk", PolicyRelation),
    MILESTONE: _Table(Milestone, "policy_id", MilestoneRelation),
}


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these policies and milestones, in eight queries for any number."""
    wanted = {name: {key for type_, key in keys if type_ == name} for name in _TABLES}
    milestones = _read(MILESTONE, wanted[MILESTONE], wanted[POLICY])
    policies = _read(POLICY, wanted[POLICY], {one.document for one in milestones} - {None})
    entries = _Entries([*policies, *milestones])
    shape = _Shape(entries, site)
    return {key: shape.data(entries.records[key]) for key in keys if key in entries.records}


def _read(type_: str, keys: set[int], documents: set[int]) -> list[_Record]:
    if not (keys or documents):
        return []
    rows = _TABLES[type_].records.all(keys=keys, documents=documents)
    return list(map(_Record._make, rows))


class _Entries:
    """Records by type and key, with their bodies, errata and relations."""

    def __init__(self, records: list[_Record]):
        self.records = {(one.type, one.key): one for one in records}
        cited = citations_of_each([one.cited for one in records])
        self.citations = dict(zip(self.records, cited, strict=True))
        self.bodies: dict[Key, list[_Body]] = defaultdict(list)
        self.errata: dict[Key, list] = defaultdict(list)
        self.relations: dict[Key, list[Data]] = defaultdict(list)
        self.milestones: dict[int, list[_Record]] = defaultdict(list)
        for one in records:
            if one.type == MILESTONE and one.document:
                self.milestones[one.document].append(one)
        for type_, table in _TABLES.items():
            if own := [one.key for one in records if one.type == type_]:
                for body in map(_Body._make, table.bodies.all(keys=own)):
                    self.bodies[type_, body.record].append(body)
                for erratum in map(_Erratum._make, table.errata.all(keys=own)):
                    self.errata[type_, erratum.record_id].append(erratum)
        wanted = {f"{name}s": [one.key for one in records if one.type == name] for name in _TABLES}
        for type_, table in _TABLES.items():
            for relation in map(Told._make, table.relations.all(**wanted)):
                self._relate(type_, relation)

    def _relate(self, type_: str, one: Told) -> None:
        told = relation_data(type_, one)
        target = (POLICY, one.policy) if one.policy else (MILESTONE, one.milestone)
        for end in ((type_, one.record), target):
            self.relations[end].append(told)

    def policy_of(self, one: _Record) -> _Record | None:
        return self.records.get((POLICY, one.document))

    def twins_of(self, one: _Record) -> list[_Record]:
        if one.type == POLICY:
            return self.milestones[one.key]
        policy = self.policy_of(one)
        return [policy] if policy else []


class _Shape:
    def __init__(self, entries: _Entries, site: Site):
        self.entries, self.site = entries, site

    def data(self, one: _Record) -> Data:
        records = [one, *self.entries.twins_of(one)]
        twin = self.entries.policy_of(one) if one.type == MILESTONE else None
        relations = [
            told for each in records for told in self.entries.relations[each.type, each.key]
        ]
        cited = [(each, self.entries.citations[each.type, each.key]) for each in records]
        return identity(self.site, one.type, one.slug, one.version, one.modified_at) | {
            "title": one.heading,
            "printed_title": one.title,
            "text": one.wording,
            "kind": one.kind,
            "date": date_data(_date(one), one.date_text),
            "bodies": self._bodies(records),
            "number": next(iter(numbers_of(records)), None),
            "status": self._status(records, relations),
            "written_on": _typed_date(each.written_on for each in records),
            "published_on": _typed_date(each.published_on for each in records),
            "in_force_on": _typed_date(each.in_force_on for each in records),
            "official_url": next((o.official_url for o in records if o.official_url), None),
            "policy": twin.slug if twin else None,
            "citations": [_citation(each, told) for each, all_ in cited for told in all_],
            "sources": [_place(each, told) for each, all_ in cited for told in all_],
            "relations": relations,
            "errata": errata_data(self.entries.errata[one.type, one.key]),
        }

    def _bodies(self, records: list[_Record]) -> list[Data]:
        """In printed order, each role once; `stated` if any of the records states it."""
        found: dict[tuple[str, str], _Body] = {}
        for one in records:
            for body in self.entries.bodies[one.type, one.key]:
                known = found.get((body.slug, body.role))
                if known is None or (body.stated and not known.stated):
                    found[body.slug, body.role] = body
        return [
            {
                "slug": body.slug,
                "name": body.name,
                "role": body.role,
                "stated": body.stated,
                "others": body.others,
            }
            for body in found.values()
        ]

    def _status(self, records: list[_Record], relations: list[Data]) -> Data:
        """With the record that has changed the document, if one has."""
        value = next(iter(statuses_of(records)), None)
        if value is None:
            return {"value": _UNKNOWN, "by": None}
        own = {(one.type, one.slug) for one in records}
        by = (
            told["from"]
            for told in relations
            if told["kind"] in CHANGED_BY.get(value, ()) and tuple(told["to"].values()) in own
        )
        return {"value": value, "by": next(by, None)}


def _typed_date(texts: Iterable[str]) -> Data | None:
    return typed_date(next(filter(None, texts), ""))


def _date(one: _Record) -> PartialDate:
    return PartialDate(
        one.timeline_start, one.timeline_end, one.timeline_precision, one.timeline_qualifier
    )


def _citation(one: _Record, told: Data) -> Data:
    return {"record": {"type": one.type, "slug": one.slug}, **told}


def _place(one: _Record, told: Data) -> Data:
    """Where a text prints the record, with the date as printed there."""
    return {
        "source": told["source"],
        "line_start": told["line_start"],
        "line_end": told["line_end"],
        "date_text": one.date_text,
    }
