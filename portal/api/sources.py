"""The sources as plain data."""

from collections.abc import Sequence

from django.db.models import Max
from django.urls import reverse

from portal.models import Source
from portal.open_data.data import Data, Site, identity, typed_date
from portal.record_types import Key, RecordType


def fetch_data(keys: Sequence[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these sources; one query."""
    found = Source.objects.published().filter(pk__in=[key for _, key in keys])
    by_key = {one.pk: one for one in found.annotate(lines_in_all=Max("lines__number"))}
    return {key: _data(by_key[key[1]], site) for key in keys if key[1] in by_key}


def _data(one: Source, site: Site) -> Data:
    return identity(site, "source", one.slug, one.version, one.modified_at) | {
        "title": one.title,
        "short_title": one.short_title,
        "kind": one.kind,
        "publisher": one.publisher,
        "published_on": typed_date(one.published_on),
        "looked_at": typed_date(one.looked_at),
        "original_url": one.url or None,
        "language": one.language,
        "rights": one.rights,
        "part": one.part,
        "note": one.note,
        "lines": one.lines_in_all or 0,
        "text_url": _text_url(one, site) if one.lines_in_all else None,
    }


def _text_url(one: Source, site: Site) -> str:
    return site.base + reverse("source_text", args=[one.slug])


SOURCE = RecordType(model=Source, fetch_data=fetch_data)
