"""Pages of lists: the timeline, policies, milestones, bodies, differences."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils.translation import gettext

from policies.charts.body_counts import by_year, co_issuers, entries
from policies.charts.small_multiples import compare
from policies.charts.totals import span, totals
from policies.lists.bodies import BodiesForm, named, ranked
from policies.lists.render import render_list
from policies.lists.tabs import tabs
from policies.lists.timeline import Timeline
from policies.models import Body, BodyPeriod, Difference
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from portal.index import summaries
from portal.models.curated import State, published
from portal.record_types import SEARCH, TIMELINE
from portal.web.forms.paging import PageForm, cut
from portal.web.lookup import find
from portal.web.withdrawn import withdrawn


def timeline(request):
    listed = Timeline(request.GET)
    whole = cached_for_revision(
        listed.revision, "totals", lambda: totals(listed.filters.combinations)
    )
    return render_list(request, "policies/timeline.html", listed, totals=whole)


def policies(request):
    return render_list(request, "policies/policies.html", Timeline(request.GET, "policy"))


def milestones(request):
    return render_list(request, "policies/milestones.html", Timeline(request.GET, "milestone"))


def search(request):
    listed = Timeline(request.GET, SEARCH)
    context = {"tabs": tabs(listed, request.GET), "types": listed.filters.form["type"]}
    return render_list(request, "policies/search.html", listed, **context)


def body(request, slug):
    shown = find(_bodies().with_address(), slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    data = request.GET.copy()
    data["body"] = slug
    listed = Timeline(data)
    for other in request.GET.getlist("body"):
        if other.strip() not in ("", slug):
            sentence = gettext("本页只列“%(body)s”的条目，不能再选“%(other)s”。")
            listed.filters.form.add_error("body", sentence % {"body": shown, "other": other})
    others = cached_for_revision(listed.revision, ("co-issuers", slug), lambda: co_issuers(shown))
    context = {"body": shown, "co_issuers": others}
    return render_list(request, "policies/body.html", listed, fixed="body", **context)


def _bodies():
    former = BodyPeriod.objects.filter(body__state=State.PUBLISHED).select_related("body")
    return Body.objects.prefetch_related(
        *("aliases", published(Body, "parent"), published(Body, "children")),
        Prefetch("periods", BodyPeriod.objects.select_related("parent")),
        Prefetch("former_children", former),
    )


def bodies(request):
    """Bodies with their entries per year, in pages; a bad value is a 400 that names it."""
    form, now = BodiesForm(request.GET), revision.current()
    keys = cached_for_revision(now, "bodies by entries", lambda: ranked(entries()))
    context = {"form": form, "query": None, "page": None, "total": len(keys)}
    context |= {"groups": [], "scale": None}
    if form.is_valid():
        query = form.cleaned_data["q"]
        page = cut(named(keys, query) if query else keys, form)
        listed = Body.objects.published().in_bulk(page.object_list)
        combinations = summaries.on(TIMELINE)
        found = by_year(listed, combinations)
        shown = [listed[key] for key in page if key in listed]
        scale, groups = compare(shown, found, *span(combinations))
        context |= {"query": query, "page": page, "groups": groups, "scale": scale}
    status = 400 if form.errors else 200
    return render(request, "policies/bodies.html", context, status=status)


def differences(request):
    """In pages; a bad value is a 400 that names it."""
    form, page, listed = PageForm(request.GET), None, []
    standing = Difference.objects.standing().in_order()
    if form.is_valid():
        page = cut(standing.values_list("pk", flat=True), form)
        listed = standing.headed().filter(pk__in=list(page))
    context = {"form": form, "page": page, "differences": listed}
    status = 400 if form.errors else 200
    return render(request, "policies/differences.html", context, status=status)
