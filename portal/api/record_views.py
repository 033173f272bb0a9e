"""The addresses of what is of no app: sources, citations, errata."""

from django.utils.translation import gettext_lazy as _

from portal.api.evidence import (
    CitationsForm,
    ErrataForm,
    PartsForm,
    citations,
    errata,
    public,
    tables_of,
)
from portal.api.lists import Tables
from portal.api.schema.descriptions import (
    ListedCitationSerializer,
    ListedErratumSerializer,
    SourceSerializer,
)
from portal.api.views import ListView, RecordView
from portal.models import Citation, Erratum, Source
from portal.open_data.source_data import SOURCE, fetch_data


class Sources(ListView):
    operation, tag = "listSources", "sources"
    summary = _("来源")
    items = (SourceSerializer,)

    def harvested(self):
        return [SOURCE]

    def open(self, data):
        rows = Source.objects.published()
        return [], lambda: Tables("sources", {"source": rows}, fetch_data)


class OneSource(RecordView):
    operation, tag = "getSource", "sources"
    summary = _("一个来源")
    item = SourceSerializer

    def rows(self):
        return Source.objects.with_address()

    def data(self, key, site):
        return fetch_data([("source", key)], site)["source", key]


class _Parts(ListView):
    """Parts of records of all types, which may be filtered."""

    always = ()
    part: type
    form: type[PartsForm]

    def open(self, data):
        tables = tables_of(self.part)
        form = self.form(data, tables)
        return [form], lambda: self._listed(form.cleaned_data, tables)

    def _listed(self, asked: dict, tables: dict) -> Tables:
        wanted = asked["type"] or tables
        rows = {name: public(model, asked) for name, model in tables.items() if name in wanted}
        name = (self.operation, {name: list(map(str, values)) for name, values in asked.items()})
        return Tables(name, rows, self.fetch)


class Citations(_Parts):
    operation, tag = "listCitations", "citations"
    summary = _("出处：每条记录的陈述依据来源的哪一处")
    items = (ListedCitationSerializer,)
    part, form, fetch = Citation, CitationsForm, staticmethod(citations)


class Errata(_Parts):
    operation, tag = "listErrata", "errata"
    summary = _("勘误：来源的印误、应作与理由")
    items = (ListedErratumSerializer,)
    part, form, fetch = Erratum, ErrataForm, staticmethod(errata)
