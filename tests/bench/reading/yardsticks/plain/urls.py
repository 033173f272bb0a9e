"""List, record and bodies, as a tutorial would write them."""

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.urls import path
from django.views.generic import DetailView, ListView

from tests.bench.reading.yardsticks.plain.models import Body, Entry


class Entries(ListView):
    model = Entry
    template_name = "plain_entries.html"

    def get_paginate_by(self, queryset):
        return int(self.request.GET.get("page_size", 100))

    def get_queryset(self):
        asked, found = self.request.GET, Entry.objects.prefetch_related("bodies")
        if year := asked.get("year"):
            found = found.filter(first_day__lte=f"{year}-12-31", last_day__gte=f"{year}-01-01")
        if body := asked.get("body"):
            found = found.filter(bodies__slug=body)
        if words := asked.get("q"):
            found = found.filter(Q(title__icontains=words) | Q(text__icontains=words))
        return found

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.request.GET.get("facets"):
            found = self.object_list.order_by()
            year = ExtractYear("first_day")
            context["facets"] = {
                "year": found.values_list(year).annotate(n=Count("pk")).order_by("-n"),
                "kind": found.values_list("kind").annotate(n=Count("pk")).order_by("-n"),
                "source": found.values_list("source").annotate(n=Count("pk")).order_by("-n"),
                "body": Body.objects.filter(entries__in=found)
                .annotate(n=Count("pk"))
                .order_by("-n")
                .values_list("name", "n")[:12],
            }
        return context


class Bodies(ListView):
    queryset = Body.objects.annotate(number=Count("entries"))
    template_name = "plain_bodies.html"


urlpatterns = [
    path("", Entries.as_view()),
    path("entries/<int:pk>/", DetailView.as_view(model=Entry, template_name="plain_entry.html")),
    path("bodies/", Bodies.as_view()),
]
