"""The permanent addresses of records, `/id/<type>/<slug>`, which references print.

They lead to the page of the record, wherever that is: 303, because a page is not the record.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal import record_types
from portal.models import Slugged
from portal.models.base import record_tables
from portal.models.curated import Curated
from portal.web.addresses import with_query
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn


class SeeOther(HttpResponseRedirect):
    status_code = 303


def record_id(request: HttpRequest, type: str, slug: str) -> HttpResponse:  # noqa: A002
    """303 to the page, with the query string; 410 if the record was withdrawn."""
    model = _identified().get(type)
    if model is None:
        raise Http404(f"{type} {slug}")
    is_curated = issubclass(model, Curated)
    record = find(model.objects.with_address() if is_curated else model.objects.all(), slug)
    if is_curated and record.is_withdrawn:
        return withdrawn(request, record)
    query = request.META.get("QUERY_STRING", "")
    return SeeOther(with_query(record.get_absolute_url(), query and f"?{query}"))


def _identified() -> dict[str, type[Slugged]]:
    """By the names of their pages: all tables of records with an address of their own."""
    slugged = (one for one in record_tables() if issubclass(one, Slugged))
    return {record_types.public_name(one): one for one in slugged}
