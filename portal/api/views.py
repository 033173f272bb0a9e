"""The views of the API: thin, because what they answer is plain data already.

Of REST framework they use the dispatch and the description; nobody logs in, everybody gets JSON.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from portal.api import problems
from portal.api.forms import HarvestForm, ListForm, RecordForm, check, expect_alone
from portal.api.harvest import Harvest
from portal.api.lists import CALLED, Listed, answer, chosen, with_digests
from portal.api.problems import Problem
from portal.api.schema.descriptions import list_of, names_of
from portal.api.schema.operations import Operation
from portal.open_data.data import Data, Site, site_of
from portal.record_types import RecordType
from portal.web.pages.lookup import find


class _AlwaysJSON(BaseContentNegotiation):
    """Whatever the client accepts; so the answer depends on the address alone."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class View(APIView):
    """`summary` and `tag` describe the address in the OpenAPI document."""

    authentication_classes = permission_classes = throttle_classes = parser_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = _AlwaysJSON
    schema = Operation()

    operation: ClassVar[str]  # its name in clients
    tag: ClassVar[str] = ""
    summary: ClassVar[Any] = ""
    description: ClassVar[Any] = ""
    may_be_missing = False  # whether a record may be unknown, moved or gone

    def perform_authentication(self, request) -> None:
        """Nobody is looked up."""

    def get_exception_handler(self):
        return problems.answer

    def options(self, request, *args, **kwargs) -> HttpResponse:
        return HttpResponse(status=204)

    def forms(self, data) -> list[forms.Form]:
        """Those that read the query string, which describe the parameters too."""
        return []

    def described(self) -> Any:
        """The serializer, or the JSON schema, of the answer."""
        raise NotImplementedError


def as_json(data: Any) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


class ListView(View):
    """A list in pages or by position; `items` describe its records.

    With `harvested` types it also answers what has changed or gone since a moment.
    """

    items: ClassVar[tuple[type[Serializer], ...]] = ()
    # Fields that are given even if others are asked for.
    always: ClassVar[tuple[str, ...]] = CALLED

    def open(self, data: QueryDict) -> tuple[list[forms.Form], Callable[[], Listed]]:
        """The forms of the list's own filters, and the list, which is opened if they are valid."""
        raise NotImplementedError

    def harvested(self) -> Sequence[RecordType]:
        return ()

    def forms(self, data):
        return [self._form(data), *self.open(data)[0]]

    def _form(self, data: QueryDict) -> ListForm:
        return (HarvestForm if self.harvested() else ListForm)(data, names_of(self.items))

    def described(self):
        return list_of(self)

    def get(self, request) -> HttpResponse:
        http = request._request
        form, (filters, listed) = self._form(http.GET), self.open(http.GET)
        check(http.GET, form, *filters)
        if since := form.cleaned_data.get("modified_since"):
            expect_alone(form, filters)
            form.cleaned_data["cursor"] = form.cleaned_data["cursor"] or []
            return as_json(answer(http, Harvest(self.harvested(), since), form, self.always))
        return as_json(answer(http, listed(), form, self.always))


class RecordView(View):
    """One record; it is found among the rows `with_address`, and a withdrawn one is a 410."""

    item: ClassVar[type[Serializer]]
    may_be_missing = True

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def data(self, key: int, site: Site) -> Data:
        raise NotImplementedError

    def forms(self, data):
        return [RecordForm(data, names_of([self.item]))]

    def described(self):
        return self.item

    def get(self, request, slug: str) -> HttpResponse:
        http = request._request
        [form] = self.forms(http.GET)
        check(http.GET, form)
        record = find(self.rows(), slug)
        if getattr(record, "is_withdrawn", False):
            raise _withdrawn(record)
        key = (record._meta.model_name, record.pk)
        data = with_digests({key: self.data(record.pk, site_of(http))}, form)
        return as_json(chosen(data[key], form))


def _withdrawn(record) -> Problem:
    sentence = f"“{record}”已于 {record.withdrawn_on} 撤回：{record.withdrawn_because}"
    return Problem(410, sentence, withdrawn_on=record.withdrawn_on.isoformat())
