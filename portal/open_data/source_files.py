"""The list of sources as a file."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.models import Source
from portal.open_data.files import answer, listing_of
from portal.open_data.source_data import SOURCE


def sources(request: HttpRequest, form: str) -> HttpResponseBase:
    keys = Source.objects.published().values_list("pk", flat=True)
    return answer(request, listing_of(request, SOURCE, "来源", list(keys)), form)
