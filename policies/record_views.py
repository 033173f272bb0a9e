"""The page of one policy or milestone, and its preview for curators before publication."""

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.headings import heading
from policies.lists.timeline import neighbours
from policies.models import Difference, Milestone, Policy
from policies.twins import twins_of
from portal.models.curated import chosen
from portal.web.errata import mark
from portal.web.highlight_query import highlight_query
from portal.web.lookup import find
from portal.web.rows import statement
from portal.web.withdrawn import withdrawn


def policy(request: HttpRequest, slug: str) -> HttpResponse:
    return _policy(request, find(_policies("published").with_address(), slug))


def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    return _milestone(request, find(_milestones("published").with_address(), slug))


def preview_policy(request: HttpRequest, key: int) -> HttpResponse:
    return _policy(request, _policies("not_withdrawn").get(pk=key), is_preview=True)


def preview_milestone(request: HttpRequest, key: int) -> HttpResponse:
    return _milestone(request, _milestones("not_withdrawn").get(pk=key), is_preview=True)


def _policies(errata: str) -> QuerySet:
    """`errata` is the name of the queryset method that selects the errata to show."""
    milestones = Milestone.objects.published().headed().select_related("source").order_by("pk")
    return _parts(Policy, errata).prefetch_related(Prefetch("milestones", milestones))


def _milestones(errata: str) -> QuerySet:
    policies = Policy.objects.published().headed().select_related("source")
    document = Milestone.objects.published().filter(adopted_at=OuterRef("pk"))
    return (
        _parts(Milestone, errata)
        .select_related("source", "adopted_at")
        .annotate(document_slug=Subquery(document.values("slug")[:1]))
        .prefetch_related(Prefetch("policy", policies))
    )


def _parts(model: type[Policy | Milestone], errata: str) -> QuerySet:
    issuances = model.issuances.rel.related_model.objects.as_then().select_related("body")
    return (
        model.objects.headed()
        .select_related("source")
        .prefetch_related(Prefetch("issuances", issuances), chosen(model, "errata", errata))
    )


def _policy(request: HttpRequest, shown: Policy, **context) -> HttpResponse:
    return _page(request, "policies/policy.html", shown, Q(policy=shown), **context)


def _milestone(request: HttpRequest, shown: Milestone, **context) -> HttpResponse:
    about = Q(milestone=shown)
    if shown.policy:
        about |= Q(policy=shown.policy)
    return _page(request, "policies/milestone.html", shown, about, **context)


def _page(
    request: HttpRequest, template: str, shown: Policy | Milestone, about: Q, **context
) -> HttpResponse:
    """`about` filters the differences of the record or its document."""
    twins = twins_of(shown)
    if shown.is_withdrawn or context.get("is_preview"):  # not in the index
        shown.heading = heading(shown, twins)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    query = highlight_query(request)
    context |= {
        "record": shown,
        "query": query,
        "issuances": shown.issuances.all(),
        "marked": mark(shown, query),
        "twins": [(twin, twin.source and statement(twin)) for twin in twins],
        "statement": statement(shown) if shown.source else None,
        "differences": Difference.objects.standing().filter(about),
        "neighbours": neighbours(shown),
    }
    return render(request, template, context)
