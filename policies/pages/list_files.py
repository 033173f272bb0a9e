"""The lists of policies, milestones, bodies and differences as files (`portal.open_data.files`)."""

from collections.abc import Iterator
from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from policies.charts.body_counts import entries
from policies.lists.bodies import BodiesForm, named, ranked
from policies.lists.keyset import batches
from policies.lists.page_parts.active_filters import active_filters
from policies.lists.timeline import Timeline
from policies.models import FoundDifference
from policies.pages.body_views import find_body, timeline_of
from portal import record_types
from portal.open_data.columns import union
from portal.open_data.data import Data, Site, site_of
from portal.open_data.files import Listing, answer, errors_of, listing_of, refusal
from portal.record_types import SEARCH, page_of
from portal.web.pages.withdrawn import withdrawn


def timeline(request: HttpRequest, form: str) -> HttpResponseBase:
    return _entries(request, form, Timeline(request.GET), "时间线")


def policies(request: HttpRequest, form: str) -> HttpResponseBase:
    return _entries(request, form, Timeline(request.GET, "policy"), "国家政策")


def milestones(request: HttpRequest, form: str) -> HttpResponseBase:
    return _entries(request, form, Timeline(request.GET, "milestone"), "大事记")


def search(request: HttpRequest, form: str) -> HttpResponseBase:
    return _entries(request, form, Timeline(request.GET, SEARCH), "检索")


def body(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The timeline of one body."""
    shown = find_body(slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    return _entries(request, form, timeline_of(request, shown), shown.name, slug)


def _entries(
    request: HttpRequest, form: str, listed: Timeline, title: str, name: str = ""
) -> HttpResponseBase:
    filters = listed.filters
    if filters.form.errors:
        return refusal(errors_of(filters.form))
    types = record_types.listed(listed.scope)
    listing = Listing(
        name=name or page_of(listed.scope),
        title=title,
        count=len(listed),
        columns=union({one.name: one.columns for one in types}),
        batches=partial(_data, listed, site_of(request)),
        filters=[
            (f"{one.filter} {one.name}", one.label) for one in active_filters(filters, request.GET)
        ],
    )
    return answer(request, listing, form)


def _data(listed: Timeline, site: Site) -> Iterator[list[Data]]:
    for keys in batches(listed):
        yield list(record_types.fetch_data(keys, site).values())


def bodies(request: HttpRequest, form: str) -> HttpResponseBase:
    """Those with most entries first."""
    asked = BodiesForm(request.GET)
    if "q" in asked.errors:
        return refusal(errors_of(asked))
    query, keys = asked.cleaned_data["q"], ranked(entries())
    filters = [(f"{asked['q'].label} q", str(query))] if query else []
    keys = named(keys, query) if query else keys
    listing = listing_of(request, record_types.named("body"), "发布主体", keys, filters)
    return answer(request, listing, form)


def differences(request: HttpRequest, form: str) -> HttpResponseBase:
    keys = FoundDifference.objects.in_order().values_list("pk", flat=True)
    type_ = record_types.named("difference")
    return answer(request, listing_of(request, type_, "来源分歧", list(keys)), form)
