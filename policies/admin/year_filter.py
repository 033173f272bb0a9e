"""Filter of entries by year."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters

from policies.likely_dates import EARLIEST, latest_year


class YearFilter(admin.SimpleListFilter):
    """Offers all years from the first to the last.

    Not Django's date hierarchy, which would read every record. Unlikely years are grouped into
    two choices, before and after the likely ones.
    """

    title, parameter_name = "年份", "year"

    def lookups(self, request, model_admin):
        dates = model_admin.model.objects.order_by("timeline_start")
        dates = dates.values_list("timeline_start", flat=True)
        first, last = dates.first(), dates.last()
        if first is None:
            return []
        newest, oldest = latest_year(), EARLIEST.year
        years = range(min(last.year, newest), max(first.year, oldest) - 1, -1)
        found = [(str(year), f"{year}年") for year in years]
        later = [(f"{newest + 1}-", f"{newest + 1}年及以后")] if last.year > newest else []
        earlier = [(f"-{oldest - 1}", f"{oldest - 1}年及以前")] if first.year < oldest else []
        return [*later, *found, *earlier]

    def queryset(self, request, queryset):
        year = self.value()
        if year is None:
            return queryset
        if year not in dict(self.lookup_choices):
            raise IncorrectLookupParameters(year)
        if year.endswith("-"):
            return queryset.filter(timeline_start__year__gte=year.rstrip("-"))
        if year.startswith("-"):
            return queryset.filter(timeline_start__year__lte=year.lstrip("-"))
        return queryset.filter(timeline_start__year=year)
