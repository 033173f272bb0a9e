"""Differences as plain data; every page and format renders the same rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from policies.models import Difference, Entry, FoundDifference
from policies.models.said import Said, differing
from portal.models import Citation, Source
from portal.models.evidence import cited
from portal.prepared import Given, Prepared, among


class Sayer(NamedTuple):
    """Who says a value: a record as one of the two texts tells of it, or a place in a source.

    `source` is the slug of a source, whose label is in Chinese; `title` is that of a record.
    `address` is the source's own, elsewhere.
    """

    label: str
    url: str
    title: str = ""
    place: str = ""
    quote: str = ""
    address: str = ""
    source: str = ""


class DifferenceValue(NamedTuple):
    """`records` are the types of the records whose own value it is."""

    text: str
    is_adopted: bool
    records: tuple[str, ...]
    sayers: tuple[Sayer, ...]


class DifferenceRow(NamedTuple):
    """`records` has the slug of each record by type; `url`, `heading` are of the last of them.

    Without a ruling its `prefers`, `reason` are "", its `version`, `modified_at` None; `is_decided`
    is False if a value has been found since.
    """

    key: str
    records: dict[str, str]
    url: str
    heading: str
    field: str
    label: str
    values: tuple[DifferenceValue, ...]
    is_decided: bool
    prefers: str
    reason: str
    version: int | None
    modified_at: datetime | None

    @property
    def slug(self) -> str:
        return list(self.records.values())[-1]

    @property
    def names_sources(self) -> bool:
        return any(one.source for value in self.values for one in value.sayers)


_LISTED = Prepared(lambda: FoundDifference.objects.whole().in_order().filter(among("pk", "keys")))
_OF_DOCUMENT = Prepared(
    lambda: (
        FoundDifference.objects.whole()
        .in_order()
        .filter(Q(milestone=Given("milestone")) | Q(policy=Given("document")))
    )
)


def listed(keys: Iterable[int]) -> list[DifferenceRow]:
    """The rows of these found differences, in their order; one query."""
    return list(_rows(_LISTED.all(keys=list(keys))))


def of_document(policy: int | None, milestone: int | None) -> list[DifferenceRow]:
    """Those of a milestone, and those of a policy with all its milestones; one query."""
    return list(_rows(_OF_DOCUMENT.all(document=policy, milestone=milestone)))


def by_key(keys: Iterable[int]) -> dict[int, DifferenceRow]:
    """The same by the primary keys of the found differences."""
    found = ((one.pk, _row(one)) for one in _LISTED.all(keys=list(keys)))
    return {key: row for key, row in found if row}


def _rows(found: Iterable[FoundDifference]) -> Iterator[DifferenceRow]:
    yield from filter(None, map(_row, found))


def _row(one: FoundDifference) -> DifferenceRow | None:
    """None if a source of it has been withdrawn past its records."""
    records, ruling = _records(one), one.ruling
    values = tuple(_values(one, list(records)))
    if len(values) < 2:
        return None
    record, heading = list(records.items())[-1]
    unruled = f"{one.policy_id or 0}-{one.milestone_id or 0}-{one.field}"
    return DifferenceRow(
        key=str(one.ruling_id or unruled),
        records={record._meta.model_name: record.slug for record in records},
        url=record.get_absolute_url(),
        heading=heading,
        field=one.field,
        label=one.get_field_display(),
        values=values,
        is_decided=one.is_decided,
        prefers=ruling.prefers if ruling else "",
        reason=ruling.reason if ruling else "",
        version=ruling and ruling.version,
        modified_at=ruling and ruling.modified_at,
    )


def _records(one: FoundDifference) -> dict[Entry, str]:
    """The records, with their citations, and their headings; the one that stands for both last."""
    found = {}
    for name in ("policy", "milestone"):
        if record := getattr(one, name):
            record.cited = getattr(one, f"{name}_cited")
            cited.attach(record)
            found[record] = getattr(one, f"{name}_heading")
    return found


def _values(one: FoundDifference, entries: list[Entry]) -> Iterator[DifferenceValue]:
    if one.field == Difference.Field.PASSAGE:
        for entry in entries:
            table = entry._meta.model_name
            says = Difference.value_in(entry, one.field, getattr(one.ruling, f"{table}_passage"))
            yield DifferenceValue(says, one.ruling.prefers == table, (table,), (_record(entry),))
        return
    found = differing(entries, one.field)
    adopted = one.ruling.adopted_of(found) if one.ruling else None
    is_of_records = not any(value.citations for value in found)
    for value in found:
        sayers = tuple(_sayers(value, one.field, is_of_records=is_of_records))
        own = tuple(entry._meta.model_name for entry in value.entries)
        yield DifferenceValue(value.text, value is adopted, own, sayers)


def _sayers(value: Said, field: str, *, is_of_records: bool) -> Iterator[Sayer]:
    """A record is named as the text that it is from, another source by its title."""
    for entry in value.entries:
        citation = _first_citation(entry, field)
        if citation is None or citation.source.kind == Source.Kind.TEXT:
            yield _record(entry, "" if is_of_records or not citation else citation.place_text())
        elif not any(citation is one for one in value.citations):
            yield _citation(citation)
    yield from map(_citation, value.citations)


def _first_citation(entry: Entry, field: str) -> Citation | None:
    public = (one for one in entry.citations.all() if one.source.is_published)
    return next((one for one in public if field in one.supports.split()), None)


def _record(entry: Entry, place: str = "") -> Sayer:
    label = str(Difference.Side(entry._meta.model_name).label)
    return Sayer(label, entry.get_absolute_url(), title=entry.title, place=place)


def _citation(citation: Citation) -> Sayer:
    source = citation.source
    return Sayer(
        source.title,
        citation.page_url(),
        place=citation.place_text(),
        quote=citation.quote,
        address=citation.url or source.url,
        source=source.slug,
    )
