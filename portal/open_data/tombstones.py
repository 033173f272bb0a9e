"""Records that were public and no longer are: withdrawn, deleted, or merged into others."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from portal import record_types
from portal.models import Merger, Slugged
from portal.models.curated import Curated, State
from portal.open_data.data import Data, Site, moment
from portal.record_types import Key, RecordType


def deleted(one: RecordType) -> QuerySet:
    """The last deletions of rows that have been public and were not restored."""
    history, key = one.model.history, one.model._meta.pk.name
    same = {key: OuterRef(key)}
    later = history.filter(**same, change_set__gt=OuterRef("change_set"))
    rows = history.filter(~Exists(later), history_type="-")
    if issubclass(one.model, Curated):
        rows = rows.filter(Exists(history.filter(**same, state=State.PUBLISHED)))
    return rows.annotate(at=F("history_date"), key=F(key))


def tombstones(one: RecordType, keys: list[int], site: Site) -> dict[Key, Data]:
    """Of records that were public and no longer are; three queries."""
    versions = _versions(one, keys)
    merged = _merged(one, keys)
    named = dict(_slugs(one, set(merged.values())))
    page, found = _page_of(one.model), {}
    for key in keys:
        if not (gone := _gone(versions[key])):
            continue
        slug, since, last = gone
        into = merged.get(key)
        found[one.name, key] = {
            "type": one.page or one.name,
            "slug": slug,
            "id": site.id(page, slug),
            "withdrawn": moment(since),
            "modified": moment(last),
            "merged_into": {
                "type": one.page or one.name,
                "slug": named[into],
                "id": site.id(page, named[into]),
            }
            if into in named
            else None,
        }
    return found


class _Version(NamedTuple):
    type: str
    slug: str
    state: str
    moment: datetime


def _versions(one: RecordType, keys: list[int]) -> dict[int, list[_Version]]:
    """The history of each record, the oldest version first."""
    state = "state" if issubclass(one.model, Curated) else "history_type"
    columns = (one.model._meta.pk.name, "history_type", _slug_of(one), state, "history_date")
    rows = one.model.history.filter(**{f"{columns[0]}__in": keys})
    found: dict[int, list[_Version]] = defaultdict(list)
    for key, *values in rows.order_by("change_set_id", "history_id").values_list(*columns):
        found[key].append(_Version(*values))
    return found


def _gone(versions: list[_Version]) -> tuple[str, datetime, datetime] | None:
    """(its public slug, since when it is not public, when it last changed)."""
    public = [at for at, one in enumerate(versions) if _is_public(one)]
    if not public or public[-1] == len(versions) - 1:
        return None
    return versions[public[-1]].slug, versions[public[-1] + 1].moment, versions[-1].moment


def _is_public(one: _Version) -> bool:
    return one.type != "-" and one.state in (State.PUBLISHED, "+", "~")


def _page_of(model: type[Model]) -> str:
    """The name of a record's page; that of an excerpt is the page of its unit."""
    while not issubclass(model, Slugged):
        model = model._meta.get_field(model.natural_fields[0]).related_model
    pages = {one.model: one.page for one in record_types.registered()}
    return pages.get(model) or model._meta.model_name


def _slug_of(one: RecordType) -> str:
    """The lookup of the slug in a record's address: a natural key begins with it."""
    return one.model.natural_lookups()[0]


def _merged(one: RecordType, keys: list[int]) -> dict[int, int]:
    """Record → the one that it was merged into, over others that were merged in their turn."""
    mergers = Merger.objects.filter(table=one.model._meta.label_lower, change_set__reverted_by=None)
    into: dict[int, int] = dict(mergers.order_by("change_set_id").values_list("gone", "kept"))
    found = {}
    for key in keys:
        kept, passed = key, set()
        while kept in into and kept not in passed:
            passed.add(kept)
            kept = into[kept]
        if kept != key:
            found[key] = kept
    return found


def _slugs(one: RecordType, keys: set[int]) -> Iterable[tuple[int, Any]]:
    if not keys:
        return ()
    rows = one.model.objects.filter(pk__in=keys)
    if issubclass(one.model, Curated):
        rows = rows.published()
    return rows.values_list("pk", _slug_of(one))
