"""Display data of entries; every page and format renders the same rows."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext

from policies.models import Kind, MilestoneErratum, PolicyErratum, PolicyIssuance, Status
from policies.pairs.document_facts import numbers_of, statuses_of
from policies.printed import POLICY, Entries, Part, Printed, read_entries
from portal.address_patterns import Addresses
from portal.models.corrections import corrections, readings_in
from portal.record_types import Key
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.rows import CitedSource, CitedSources, Row, Text, citations_in, unseen

_FIELDS = {"policy": PolicyErratum.FIELDS, "milestone": MilestoneErratum.FIELDS}


class BodyPart(NamedTuple):
    """A body's part in an entry; `stated` is False if it is inferred.

    `others` is the source's wording for unnamed bodies, as in 等部门.
    """

    slug: str
    name: str
    role: str
    stated: bool
    others: str = ""
    url: str = ""


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    """Rows of policies and milestones, fetched together because a row shows its twins as well.

    Four queries for any number of rows; with a search query, three more for errata and other
    names.
    """
    entries = read_entries(keys, with_names=bool(query))
    shape = _Shape(entries, query)
    return {key: shape.row(entries.records[key]) for key in keys if key in entries.records}


class _Shape:
    """Shapes the rows of a page; translates each label once."""

    def __init__(self, entries: Entries, query: Query | None):
        self.entries, self.query = entries, query
        self.addresses, self.cited = Addresses(), CitedSources()
        self.kinds = {value: str(label) for value, label in Kind.choices}
        self.statuses = {value: str(label) for value, label in Status.choices}
        self.roles = {value: str(label) for value, label in PolicyIssuance.Role.choices}
        self.wordings = {"policy": gettext("要点"), "milestone": gettext("大事记")}
        self.gettext = cache(gettext)

    def row(self, one: Printed) -> Row:
        twins = self.entries.twins_of(one)
        records = [one, *twins]
        bodies = self._bodies(records)
        return Row(
            type=one.type,
            url=self.addresses.of(one.type, one.slug),
            title=one.heading,
            texts=tuple([self._text(record) for record in records]),
            kind=one.kind,
            kind_label=self.kinds[one.kind],
            date=PartialDate(
                one.timeline_start,
                one.timeline_end,
                one.timeline_precision,
                one.timeline_qualifier,
            ),
            bodies=bodies,
            sources=self._sources(records),
            elsewhere=tuple(self._elsewhere(records, bodies)) if self.query else (),
            numbers=numbers_of(records),
            statuses=tuple([self.statuses[status] for status in statuses_of(records)]),
            differs=one.differs or any(twin.differs for twin in twins if twin.type == POLICY),
        )

    def _text(self, one: Printed) -> Text:
        """A record's wording; a milestone's beside its twin is shown only for its hits."""
        url = self.addresses.of(one.type, one.slug)
        # Errata are read for a query alone.
        corrected = tuple(corrections(self._errata(one), "wording")) if self.query else ()
        is_only_for_hits = one.type != POLICY
        return Text(self.wordings[one.type], one.wording, url, corrected, is_only_for_hits)

    def _bodies(self, records: list[Printed]) -> tuple[BodyPart, ...]:
        """In printed order, each role once; `stated` if any of the records states it."""
        found: dict[tuple[str, str], Part] = {}
        for part in self._parts(records):
            known = found.get((part.slug, part.role))
            if known is None or (part.stated and not known.stated):
                found[part.slug, part.role] = part
        return tuple(map(self._part, found.values()))

    def _part(self, one: Part) -> BodyPart:
        url = self.addresses.of("body", one.slug)
        return BodyPart(one.slug, one.name, self.roles[one.role], one.stated, one.others, url)

    def _elsewhere(self, records: list[Printed], bodies: Iterable[BodyPart]) -> Iterator[tuple]:
        shown = [records[0].heading, *(part.name for part in bodies)]
        return unseen(self.query, self._names(records), shown)

    def _names(self, records: list[Printed]) -> Iterator[tuple[str, str]]:
        gettext = self.gettext
        for one in records:
            # The record's own title differs from its heading only if it is misprinted.
            label = gettext("原文题名") if one is records[0] else gettext("另一题名")
            yield label, one.title
            yield gettext("原文题名"), one.title_text
            yield gettext("通过文件"), one.document_title
            yield gettext("原文主体"), one.bodies_text
            for part in self._parts([one]):
                yield gettext("全称"), part.full_name
                for alias in self.entries.aliases.get(part.body, ()):
                    yield gettext("别名"), alias
            printed = {name: getattr(one, name) for name in _FIELDS[one.type] if name != "wording"}
            for reading in readings_in(self._errata(one), printed).values():
                yield gettext("勘误后作"), reading

    def _parts(self, records: list[Printed]) -> list[Part]:
        parts = self.entries.parts
        return [part for one in records for part in parts.get((one.type, one.key), ())]

    def _errata(self, one: Printed) -> list:
        return self.entries.errata.get((one.type, one.key), [])

    def _sources(self, records: list[Printed]) -> tuple[CitedSource, ...]:
        return self.cited.of_records((citations_in(one.cited), one.date_text) for one in records)
