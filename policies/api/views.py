"""The addresses of entries, bodies, relations and differences below /api/v1/."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import inline_serializer

from policies.api.descriptions import (
    BodySerializer,
    DifferenceSerializer,
    EntrySerializer,
    ListedRelationSerializer,
)
from policies.api.entry_list import EntryList
from policies.api.filters import BodiesForm, RelationsForm
from policies.lists.bodies import named
from policies.lists.counting.counts import count_values
from policies.lists.counting.facets import facet_values
from policies.lists.timeline import Timeline
from policies.models import Body, FoundDifference, Milestone, Policy
from policies.open_data.relation_data import COLUMNS, TABLES, Told, public, relation_data
from portal import record_types
from portal.api.forms import check, register_list
from portal.api.lists import Tables
from portal.api.schema.descriptions import FacetValueSerializer
from portal.api.views import ListView, RecordView, View, as_json
from portal.changes.cache import cached_for_revision
from portal.record_types import SEARCH, TIMELINE

register_list(Body, "api-bodies")


class Entries(ListView):
    """A list of entries under the filters of its page."""

    scope: str

    @property
    def items(self):
        described = (one.described_by for one in record_types.listed(self.scope))
        return tuple(dict.fromkeys(one for one in described if one))

    def harvested(self):
        return record_types.listed(self.scope)

    def open(self, data):
        timeline = Timeline(data, self.scope)
        return [timeline.filters.form], lambda: EntryList(timeline)


class TimelineEntries(Entries):
    operation, tag, scope = "listTimeline", "timeline", TIMELINE
    summary = _("时间线：政策与大事记；两个来源都有的文件只列一次")


class Search(Entries):
    operation, tag, scope = "search", "search", SEARCH
    summary = _("检索全部记录")


class Policies(Entries):
    operation, tag, scope = "listPolicies", "policies", "policy"
    summary = _("国家政策")


class Milestones(Entries):
    operation, tag, scope = "listMilestones", "milestones", "milestone"
    summary = _("大事记")


class Facets(View):
    """All values of all facets, each counted under the filters of the others."""

    scope: str

    def forms(self, data):
        return [Timeline(data, self.scope).filters.form]

    def described(self):
        names = (one.name for one in self._dimensions(Timeline({}, self.scope)))
        fields = {name: FacetValueSerializer(many=True) for name in names}
        return inline_serializer(f"{self.scope.capitalize()}Facets", fields)

    def get(self, request):
        http = request._request
        listed = Timeline(http.GET, self.scope)
        check(http.GET, listed.filters.form)
        shown = self._dimensions(listed)
        in_full = [one.name for one in shown if one.has_records]
        counts = cached_for_revision(
            listed.revision,
            ("counts in full", listed.cache_key),
            lambda: count_values(listed.filters, in_full),
        )
        return as_json(
            {
                one.name: [
                    {"value": value.value, "label": str(value.label), "count": value.count}
                    for value in facet_values(listed.filters, one, counts)
                ]
                for one in shown
            }
        )

    @staticmethod
    def _dimensions(listed: Timeline) -> list:
        return [one for one in listed.filters.dimensions.values() if not one.is_typed]


class TimelineFacets(Facets):
    operation, tag, scope = "timelineFacets", "timeline", TIMELINE
    summary = _("时间线的各项筛选值与条数")


class SearchFacets(Facets):
    operation, tag, scope = "searchFacets", "search", SEARCH
    summary = _("检索的各项筛选值与条数")


class _Entry(RecordView):
    item = EntrySerializer
    model: type

    def rows(self):
        return self.model.objects.with_address()

    def data(self, key, site):
        own = (self.model._meta.model_name, key)
        return record_types.fetch_data([own], site)[own]


class OnePolicy(_Entry):
    operation, tag, model = "getPolicy", "policies", Policy
    summary = _("一项国家政策")


class OneMilestone(_Entry):
    operation, tag, model = "getMilestone", "milestones", Milestone
    summary = _("一条大事记")


class Bodies(ListView):
    operation, tag = "listBodies", "bodies"
    summary = _("发布主体")
    items = (BodySerializer,)

    def harvested(self):
        return [record_types.named("body")]

    def open(self, data):
        form = BodiesForm(data)
        return [form], lambda: self._listed(form.cleaned_data["q"])

    def _listed(self, query) -> Tables:
        rows = Body.objects.published()
        if query:
            keys = named(rows.values_list("pk", flat=True), query)
            rows = rows.filter(pk__in=keys)
        name = ("bodies", query.meaning if query else "")
        return Tables(name, {"body": rows}, record_types.fetch_data)


class OneBody(_Entry):
    operation, tag, model = "getBody", "bodies", Body
    summary = _("一个发布主体")
    item = BodySerializer


class Relations(ListView):
    operation, tag = "listRelations", "relations"
    summary = _("关系：来源说一条记录修订、废止、转发……另一条")
    items = (ListedRelationSerializer,)
    always = ()

    def open(self, data):
        form = RelationsForm(data)
        return [form], lambda: self._listed(form.cleaned_data["kind"])

    @staticmethod
    def _listed(kinds: list[str]) -> Tables:
        rows = {type_: public(model) for type_, model in TABLES.items()}
        if kinds:
            rows = {type_: told.filter(kind__in=kinds) for type_, told in rows.items()}
        return Tables(("relations", kinds), rows, _relations)


def _relations(keys, site) -> dict:
    found = {}
    for type_, model in TABLES.items():
        if own := [key for of, key in keys if of == type_]:
            rows = public(model).filter(pk__in=own).values_list("pk", *COLUMNS)
            for key, *values in rows:
                found[type_, key] = relation_data(type_, Told(*values))
    return {key: found[key] for key in keys if key in found}


class Differences(ListView):
    operation, tag = "listDifferences", "differences"
    summary = _("来源分歧：两个来源的说法不同，本站采用哪一个")
    items = (DifferenceSerializer,)
    always = ()

    def open(self, data):
        rows = FoundDifference.objects.all()
        return [], lambda: Tables("differences", {"difference": rows}, record_types.fetch_data)
