"""Lists and their charts for the pages of others (`portal.web.embedding`)."""

from django.http import HttpRequest, HttpResponse

from policies.lists.page_parts.render import render_list
from policies.lists.timeline import Timeline
from portal.web.embedding import embedded


@embedded
def timeline(request: HttpRequest) -> HttpResponse:
    """The timeline under its filters: as a list, or drawn (`view=lanes`)."""
    return render_list(request, "policies/embed_timeline.html", Timeline(request.GET))


@embedded
def years(request: HttpRequest) -> HttpResponse:
    """The entries per year, or per month of one chosen year, as bars."""
    return render_list(request, "policies/embed_years.html", Timeline(request.GET))
