"""The feed of the provincial excerpts (`portal.feeds`)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.feeds.feed import Listing, answer
from provinces.models import Excerpt


def provinces(request: HttpRequest) -> HttpResponse:
    """All excerpts: the parameters of the page colour its tiles and filter nothing."""
    records = {"excerpt": Excerpt.objects.published()}
    return answer(request, Listing(title="各省规划", page=reverse("provinces"), records=records))
