"""The page of all values of a facet."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from policies.lists.page_parts.active_filters import active_filters
from policies.lists.page_parts.facet_page import FacetForm, choices, of_list
from policies.lists.timeline import Timeline
from portal import dimensions
from portal.record_types import list_names, page_of
from portal.web.addresses import with_parameters
from portal.web.forms.paging import cut


def facet(request, scope, name):
    """All values of a facet of a list; a bad value is a 400 that names it."""
    dimension = dimensions.on(scope).get(name) if scope in list_names() else None
    if dimension is None or not dimension.has_records:
        raise Http404(f"{scope} {name}")
    listed, form, links = Timeline(request.GET, scope), FacetForm(request.GET), of_list(request.GET)
    address = reverse(page_of(scope))
    parts = [form, listed.filters.form]
    wrong = [(one[key], errors) for one in parts for key, errors in one.errors.items()]
    context = {"dimension": dimension, "form": form, "wrong": wrong, "page": None}
    context |= {"links": links, "list_url": address + with_parameters(links).removesuffix("?")}
    if not wrong:
        found = choices(listed, dimension, form, links, address)
        active = active_filters(listed.filters, request.GET)
        context |= {"page": cut(found, form), "active_filters": active}
    return render(request, "policies/facet.html", context, status=400 if wrong else 200)
