"""The entries just before and just after one on the timeline."""

from django.db.models import F, QuerySet, Value

from policies.models import Entry
from portal import record_types
from portal.address_patterns import address_of
from portal.index.order import ORDER, Order
from portal.index.querysets import documents
from portal.prepared import Given, Prepared, among
from portal.record_types import TIMELINE, Key, RecordType
from portal.web.rows import Link

_HERE = Order(*map(Given, ORDER))
_BEYOND = {
    "before": Prepared(lambda: _next(documents().on(TIMELINE).before(_HERE))),
    "after": Prepared(lambda: _next(documents().on(TIMELINE).after(_HERE))),
}


def neighbours(listed: Entry) -> dict[str, Link | None]:
    """Links to them; `listed` is the record that the timeline lists. Three queries."""
    here = Order(
        listed.timeline_start, listed.timeline_end, listed.pk, listed._meta.model_name
    )._asdict()
    keys = {name: beyond.first(**here) for name, beyond in _BEYOND.items()}
    links = _links([key for key in keys.values() if key])
    return {name: links.get(key) for name, key in keys.items()}


def _next(beyond: QuerySet) -> QuerySet:
    return beyond.values_list("type", "record")[:1]


def _links(keys: list[Key]) -> dict[Key, Link]:
    """(type, key) → link; addresses of records on the timeline have the name of their type."""
    types = [type_.name for type_ in record_types.listed(TIMELINE)]
    wanted = {name: [key for type_, key in keys if type_ == name] for name in types}
    return {
        (type_, key): Link(address_of(type_, slug), heading)
        for type_, key, slug, heading in _HEADINGS.all(**wanted)
    }


def _headings() -> QuerySet:
    """(type, key, slug, heading) of the records whose keys are given by the name of their type."""
    first, *others = map(_headings_of, record_types.listed(TIMELINE))
    return first.union(*others, all=True)


def _headings_of(type_: RecordType) -> QuerySet:
    records = type_.model.objects.published().headed().order_by().filter(among("pk", type_.name))
    if "heading" not in records.query.annotations:
        records = records.annotate(heading=F("title"))
    return records.annotate(type=Value(type_.name)).values_list("type", "pk", "slug", "heading")


_HEADINGS = Prepared(_headings)
