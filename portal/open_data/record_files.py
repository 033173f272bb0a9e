"""One record as JSON: /policies/<slug>.json."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse

from portal.models import Slugged
from portal.models.curated import Curated
from portal.open_data.data import Data, site_of
from portal.open_data.digests import digests_of
from portal.open_data.files import past_errors, record, refusal
from portal.open_data.source_data import SOURCE
from portal.record_types import RecordType, registered
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn


def json(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """The record whose page is /folder/slug/; answered as its page is if it is not there."""
    type_, errors = _type_in(folder), past_errors(request)
    if errors:
        return refusal(errors)
    if type_ is None:
        raise Http404(f"{folder} {slug}")
    found = _public(type_.model, slug)
    if getattr(found, "is_withdrawn", False):
        return withdrawn(request, found)
    return record(_data(request, type_, found))


def _type_in(folder: str) -> RecordType | None:
    """The type whose list is at /folder/ and whose records have addresses."""
    address = f"{get_script_prefix()}{folder}/"
    for one in (*registered(), SOURCE):
        if one.list_page and issubclass(one.model, Slugged) and reverse(one.list_page) == address:
            return one
    return None


def _public(model: type[Slugged], slug: str) -> Slugged:
    curated = issubclass(model, Curated)
    return find(model.objects.with_address() if curated else model.objects.all(), slug)


def _data(request: HttpRequest, type_: RecordType, found: Slugged) -> Data:
    key = type_.name, found.pk
    data = type_.fetch_data([key], site_of(request))
    if key not in data:  # withdrawn at this moment, or of a type that gives out no data
        raise Http404(f"{type_.name} {found.slug}")
    return data[key] | {"digest": digests_of([key])[key]}
