"""Files of references, such as /policies/<slug>.bib: how to cite what the record's page shows."""

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse

from portal.models.curated import Curated
from portal.record_types import RecordType, registered
from portal.references.reference import Cited
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn
from portal.web.past.pages import record_as_it_stood
from portal.web.references import FORMATS, cited


def file(request: HttpRequest, folder: str, slug: str, suffix: str) -> HttpResponse:
    """Answered as the page is, also at a version, and if the record has moved or is gone."""
    type_ = _type_in(folder)
    if type_ is None:
        raise Http404(f"{folder} {slug}")

    @record_as_it_stood(type_.model)
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        record = _find(type_.model, slug)
        if getattr(record, "is_withdrawn", False):
            return withdrawn(request, record)
        return _file(slug, suffix, cited(request, type_.references(record)))

    return answer(request, slug=slug)


def _file(slug: str, suffix: str, found: list[Cited]) -> HttpResponse:
    if not found:  # the page says why there is nothing to cite
        raise Http404(slug)
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
