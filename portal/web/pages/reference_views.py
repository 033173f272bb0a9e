"""Files of references, such as /policies/<slug>.bib: how to cite what the record's page shows."""

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse

from portal.models.curated import Curated
from portal.record_types import RecordType, registered
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn
from portal.web.references import FORMATS, cited


def file(request: HttpRequest, folder: str, slug: str, suffix: str) -> HttpResponse:
    """Answered as the page is if the record has moved, was withdrawn or never was."""
    type_ = _type_in(folder)
    if type_ is None:
        raise Http404(f"{folder} {slug}")
    record = _find(type_.model, slug)
    if getattr(record, "is_withdrawn", False):
        return withdrawn(request, record)
    found = cited(request, type_.references(record))
    if not found:  # the page says why there is nothing to cite
        raise Http404(f"{folder} {slug}")
    _, media_type, write = FORMATS[suffix]
    name = f'attachment; filename="{slug}.{suffix}"'
    headers = {"Content-Type": media_type, "Content-Disposition": name}
    return HttpResponse(write(found), headers=headers | {"X-Robots-Tag": "noindex"})


def _type_in(folder: str) -> RecordType | None:
    """The type whose list of records is at /folder/."""
    address = f"{get_script_prefix()}{folder}/"
    found = (one for one in registered() if one.references and reverse(one.list_page) == address)
    return next(found, None)


def _find(model: type[Model], slug: str) -> Model:
    if issubclass(model, Curated):
        return find(model.objects.with_address().headed(), slug)
    return find(model.objects.all(), slug)
