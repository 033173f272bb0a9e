"""Pages of lists: the timeline, policies, milestones, bodies, differences."""

from django.shortcuts import render

from policies.charts.body_counts import by_year, entries
from policies.charts.small_multiples import compare
from policies.charts.totals import span, totals
from policies.lists.bodies import BodiesForm, named, ranked
from policies.lists.page_parts.render import render_list
from policies.lists.page_parts.tabs import tabs
from policies.lists.past_timeline import read_list
from policies.lists.timeline import Timeline
from policies.models import Body, FoundDifference
from policies.pairs import difference_rows
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.index import summaries
from portal.prepared import Prepared, among
from portal.record_types import SEARCH, TIMELINE
from portal.web.forms.paging import PageForm, cut
from portal.web.past.pages import list_as_it_stood

_BODIES = Prepared(lambda: Body.objects.published().filter(among("pk", "keys")).order_by())


@list_as_it_stood
def timeline(request):
    listed = read_list(request.GET)
    whole = (
        None
        if listed.is_past
        else cached_for_revision(
            listed.revision, "totals", lambda: totals(listed.filters.combinations)
        )
    )
    return render_list(request, "policies/timeline.html", listed, totals=whole)


@list_as_it_stood
def policies(request):
    return render_list(request, "policies/policies.html", read_list(request.GET, "policy"))


@list_as_it_stood
def milestones(request):
    return render_list(request, "policies/milestones.html", read_list(request.GET, "milestone"))


def search(request):
    listed = Timeline(request.GET, SEARCH)
    context = {"tabs": tabs(listed, request.GET), "types": listed.filters.form["type"]}
    return render_list(request, "policies/search.html", listed, **context)


def bodies(request):
    """Bodies with their entries per year, in pages; a bad value is a 400 that names it."""
    form, now = BodiesForm(request.GET), revision.current()
    keys = cached_for_revision(now, "bodies by entries", lambda: ranked(entries()))
    context = {"form": form, "query": None, "page": None, "total": len(keys)}
    context |= {"groups": [], "scale": None}
    if form.is_valid():
        query = form.cleaned_data["q"]
        page = cut(named(keys, query) if query else keys, form)
        listed = {one.pk: one for one in _BODIES.all(keys=list(page))}
        combinations = summaries.on(TIMELINE)
        found = by_year(listed)
        shown = [listed[key] for key in page if key in listed]
        scale, groups = compare(shown, found, *span(combinations))
        context |= {"query": query, "page": page, "groups": groups, "scale": scale}
    status = 400 if form.errors else 200
    return render(request, "policies/bodies.html", context, status=status)


def differences(request):
    """In pages; a bad value is a 400 that names it."""
    form, page, rows = PageForm(request.GET), None, []
    if form.is_valid():
        page = cut(FoundDifference.objects.in_order().values_list("pk", flat=True), form)
        rows = difference_rows.listed(page)
    context = {"form": form, "page": page, "differences": rows}
    status = 400 if form.errors else 200
    return render(request, "policies/differences.html", context, status=status)
