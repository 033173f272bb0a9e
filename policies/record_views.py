"""The page of one policy or milestone, and its preview for curators before publication."""

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.lists.timeline import neighbours
from policies.models import Difference, Entry, Milestone, Policy
from policies.pairs.headings import heading
from policies.pairs.twins import twins_of
from portal.models.curated import chosen
from portal.web.errata import mark
from portal.web.forms.highlight_query import highlight_query
from portal.web.lookup import find
from portal.web.withdrawn import withdrawn


def policy(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, find(_records(Policy, "published").with_address(), slug))


def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, find(_records(Milestone, "published").with_address(), slug))


def preview(request: HttpRequest, key: int, model: type[Entry]) -> HttpResponse:
    return _page(request, _records(model, "not_withdrawn").get(pk=key), is_preview=True)


def _records(model: type[Entry], errata: str) -> QuerySet:
    """`errata` is the name of the queryset method that selects the errata to show."""
    issuances = model.issuances.rel.related_model.objects.as_then().select_related("body")
    twins = model._meta.get_field(model.twin).related_model.objects.published().headed()
    found = model.objects.headed().select_related("source")
    found = found.prefetch_related(
        Prefetch("issuances", issuances),
        chosen(model, "errata", errata),
        Prefetch(model.twin, twins.select_related("source").order_by("pk")),
    )
    if model is Milestone:
        document = Milestone.objects.published().filter(adopted_at=OuterRef("pk"))
        document = Subquery(document.values("slug")[:1])
        return found.select_related("source", "adopted_at").annotate(document_slug=document)
    return found


def _differences(shown: Entry) -> QuerySet:
    """The differences of a record or its document."""
    about = Q(**{shown._meta.model_name: shown})
    if getattr(shown, "policy", None):
        about |= Q(policy=shown.policy)
    return Difference.objects.standing().filter(about)


def _page(request: HttpRequest, shown: Entry, *, is_preview: bool = False) -> HttpResponse:
    twins = twins_of(shown)
    if shown.is_withdrawn or is_preview:  # not in the index
        shown.heading = heading(shown, twins)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    query = highlight_query(request)
    context = {
        "is_preview": is_preview,
        "record": shown,
        "query": query,
        "issuances": shown.issuances.all(),
        "marked": mark(shown, query),
        "twins": twins,
        "differences": _differences(shown),
        "neighbours": neighbours(shown),
    }
    return render(request, f"policies/{shown._meta.model_name}.html", context)
