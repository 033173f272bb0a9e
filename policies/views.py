"""Pages of the timeline, policies, milestones, bodies and differences."""

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, render

from policies.chips import chips
from policies.facets import body_counts
from policies.models import Body, Difference, Milestone, MilestoneIssuance, Policy, PolicyIssuance
from policies.rows import statement
from policies.timeline import Timeline, neighbours, timeline_entries
from portal import revision
from portal.errata import mark
from portal.paging import PageForm, cut
from portal.revision import kept


def timeline(request):
    return _list(request, "policies/timeline.html", Timeline(request.GET))


def policies(request):
    listed = Timeline(request.GET, [Policy.objects.all()])
    return _list(request, "policies/policies.html", listed)


def milestones(request):
    listed = Timeline(request.GET, [Milestone.objects.all()])
    return _list(request, "policies/milestones.html", listed)


def body(request, slug):
    shown = get_object_or_404(
        Body.objects.select_related("parent").prefetch_related("aliases", "children"), slug=slug
    )
    data = request.GET.copy()
    data["body"] = slug
    context = {"body": shown, "address": shown.get_absolute_url()}
    return _list(request, "policies/body.html", Timeline(data), fixed="body", **context)


def _list(request, template, listed: Timeline, fixed: str = "", **context):
    """One page of a timeline; a bad value is answered with 400, beside its control."""
    pages = PageForm(request.GET)
    forms = (listed.filters.form, pages)
    wrong = [(form[name], errors) for form in forms for name, errors in form.errors.items()]
    context |= {
        "form": listed.filters.form,
        "facets": [facet for facet in listed.facets if facet.name != fixed],
        "wrong": wrong,
        "oldest_first": listed.filters.oldest_first,
        "page_size": pages.cleaned_data.get("page_size"),
    }
    if not wrong:
        context |= {
            "page": cut(listed, pages),
            "chips": chips(listed.filters, fixed),
        }
    return render(request, template, context, status=400 if wrong else 200)


def policy(request, slug):
    shown = get_object_or_404(
        Policy.objects.select_related("source").prefetch_related(
            Prefetch("issuances", PolicyIssuance.objects.select_related("body")),
            Prefetch("milestones", Milestone.objects.select_related("source").order_by("pk")),
            "errata",
        ),
        slug=slug,
    )
    twins, about = shown.milestones.all(), Q(policy=shown)
    return _record(request, "policies/policy.html", shown, twins, about)


def milestone(request, slug):
    shown = get_object_or_404(
        Milestone.objects.select_related("source", "policy__source").prefetch_related(
            Prefetch("issuances", MilestoneIssuance.objects.select_related("body")), "errata"
        ),
        slug=slug,
    )
    twins, about = [], Q(milestone=shown)
    if shown.policy:
        twins, about = [shown.policy], about | Q(policy=shown.policy)
    return _record(request, "policies/milestone.html", shown, twins, about)


def _record(request, template, shown, twins, about: Q):
    """`about` picks the differences that concern the record or its document."""
    context = {
        "record": shown,
        "issuances": shown.issuances.all(),
        "marked": mark(shown),
        "twins": [(twin, twin.source and statement(twin)) for twin in twins],
        "statement": statement(shown) if shown.source else None,
        "differences": Difference.objects.standing().filter(about),
        "neighbours": neighbours(shown),
    }
    return render(request, template, context)


def bodies(request):
    counts = kept(revision.current(), "bodies", lambda: body_counts(timeline_entries()))
    listed = [(shown, counts[shown.pk]) for shown in Body.objects.select_related("parent")]
    groups = [(kind.label, [pair for pair in listed if pair[0].kind == kind]) for kind in Body.Kind]
    context = {"groups": [group for group in groups if group[1]], "total": len(listed)}
    return render(request, "policies/bodies.html", context)


def differences(request):
    listed = Difference.objects.standing()
    return render(request, "policies/differences.html", {"differences": listed})
