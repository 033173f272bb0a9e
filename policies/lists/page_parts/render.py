"""Renders a page of a list: the template context that all lists share."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.charts.lanes import draw_lanes
from policies.lists.filters import OLDEST_FIRST, RELEVANCE
from policies.lists.page_parts.active_filters import active_filters
from policies.lists.page_parts.date_words import dated_words, left_out, undated_types
from policies.lists.page_parts.empty_results import (
    removable_filters,
    similar_queries,
    single_words,
    unknown_numbers,
)
from policies.lists.page_parts.rail import rail
from policies.lists.page_parts.year_groups import anchors, by_year_and_month
from policies.lists.timeline import Timeline
from portal.record_types import TIMELINE
from portal.web.addresses import with_parameters
from portal.web.forms.fields import Shared
from portal.web.forms.paging import PageForm, cut
from portal.web.past.asked import AS_OF, VERSION, day_field, refuse_day
from portal.web.response_cache import parameters

LIST, LANES = "list", "lanes"
# With a bad value there is no page.
# Of a past day nothing is counted.
NOT_COUNTED = {
    **dict.fromkeys(("dated_words", "undated_types", "left_out"), ()),
    **dict.fromkeys(("removable_filters", "single_words", "similar_queries"), ()),
    **dict.fromkeys(("rail", "unknown_numbers"), None),
}
NO_CONTENTS = {"page": None, "lanes": None, "rail": None, "active_filters": [], "tabs": []}


class ViewField(Shared, forms.ChoiceField):
    pass


class ListForm(PageForm):
    view = ViewField(
        label=_("视图"),
        required=False,
        choices=[(LIST, _("列表")), (LANES, _("图"))],
        help_text=_("list 或 lanes"),
    )
    as_of = day_field()


parameters.register(*ListForm.base_fields)


def render_list(request, template, listed: Timeline, fixed: str = "", **context):
    """The page of a list; a bad value is a 400 with an error beside its control.

    `fixed` is a parameter that the page itself sets: it is neither shown nor removable.
    """
    asked = _asked(request)
    filters, form = listed.filters, listed.filters.form
    wrong = [(part[name], errors) for part in (form, asked) for name, errors in part.errors.items()]
    context = (
        NO_CONTENTS
        | context
        | {
            "form": form,
            "typed": _typed(listed),
            "facets": [facet for facet in listed.facets if facet.name != fixed],
            "wrong": wrong,
            "sort": filters.order,
            "query": filters.query,
            "view": asked.cleaned_data.get("view") or LIST,
            "page_size": asked.cleaned_data.get("page_size"),
            "suggestions_for": _suggestions_for(listed),
            "cleared": _cleared(request, filters.order, asked),
            "embed": _embed(listed),
        }
    )
    if not wrong:
        context |= _contents(listed, asked, request.GET, fixed)
    return render(request, template, context, status=400 if wrong else 200)


def _asked(request: HttpRequest) -> ListForm:
    asked = ListForm(request.GET)
    if asked.is_valid():
        refuse_day(asked)
    return asked


def _typed(listed: Timeline) -> list:
    """The fields of typed dimensions of which there are values, or one was asked for."""
    filters = listed.filters
    if listed.is_past:
        return []
    return [
        filters.form[name]
        for name, dimension in filters.dimension_of.items()
        if dimension.is_typed and (name in filters.data or listed.counts.of[dimension.name])
    ]


def _suggestions_for(listed: Timeline) -> str:
    """The address of suggestions for the search box, with the list and its other filters."""
    filters, within = listed.filters, QueryDict(mutable=True)
    for name in filters.form.fields:
        if name not in ("q", "sort", *filters.form.errors) and name in filters.data:
            within.setlist(name, filters.data.getlist(name))
    return urlencode({"list": listed.scope, "within": within.urlencode()})


def _embed(listed: Timeline) -> str:
    """The address of the list for the pages of others; "" for lists other than the timeline."""
    if listed.scope != TIMELINE or listed.is_past:
        return ""
    return (reverse("embed_timeline") + with_parameters(listed.filters.data)).rstrip("?")


def _cleared(request: HttpRequest, order: str, asked: ListForm) -> str:
    """The address of the same page without filters, in the same view and order, of the same day."""
    # Relevance is no order without search words.
    form = {"sort": order if order == OLDEST_FIRST else ""}
    kept = ("view", "page_size", AS_OF)
    form |= {name: str(asked.cleaned_data.get(name) or "") for name in kept}
    form |= {VERSION: request.GET.get(VERSION, "")}
    query = with_parameters(QueryDict(), **form)
    return query if query != "?" else request.path


def _contents(listed: Timeline, asked: ListForm, links: QueryDict, fixed: str) -> dict:
    """`links` is the page's query string, on which its links are based."""
    page = cut(listed, asked)
    drawn = asked.cleaned_data["view"] == LANES and listed.all_dated
    # By relevance there are no groups by year.
    dated = listed.all_dated and not drawn and listed.filters.order != RELEVANCE
    years = by_year_and_month(page.object_list) if dated else []
    contents = {
        "page": page,
        "active_filters": active_filters(listed.filters, links, fixed),
        "years": years,
        "lanes": draw_lanes(page.object_list) if drawn else None,
    }
    counted = NOT_COUNTED if listed.is_past else _counted(listed, page, years, links, fixed)
    return contents | counted


def _counted(listed: Timeline, page: Page, years: list, links: QueryDict, fixed: str) -> dict:
    """What is counted in the index, or found by it."""
    return {
        "dated_words": dated_words(listed, links),
        "undated_types": undated_types(listed),
        "left_out": left_out(listed, links),
        "rail": rail(listed.filters, listed.counts, links, anchors(years)),
        "unknown_numbers": None if page.object_list else unknown_numbers(listed),
        "removable_filters": [] if page.object_list else removable_filters(listed, links, fixed),
        "single_words": [] if page.object_list else single_words(listed, links),
        "similar_queries": [] if page.object_list else similar_queries(listed, links),
    }
