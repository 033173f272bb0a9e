"""Filters of the lists of entries: by year, by what has no citation or waits for a ruling."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, OuterRef

from policies.likely_dates import latest_year
from policies.models import FoundDifference, Milestone
from policies.models.citations import STATEMENTS
from portal.text.dates import BEFORE, EARLIEST


class ChoiceFilter(admin.SimpleListFilter):
    """Refuses values that it does not offer."""

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.lookup_choices):
            raise IncorrectLookupParameters(value)
        return self.matching(queryset, value)


class YearFilter(ChoiceFilter):
    """Offers all years from the first to the last.

    Not Django's date hierarchy, which would read every record. Unlikely years are grouped into
    two choices, before and after the likely ones.
    """

    title, parameter_name = "年份", "year"

    def lookups(self, request, model_admin):
        # An open end is no year of an entry.
        dates = model_admin.model.objects.exclude(timeline_qualifier=BEFORE)
        dates = dates.order_by("timeline_start").values_list("timeline_start", flat=True)
        first, last = dates.first(), dates.last()
        if first is None:
            return []
        newest, oldest = latest_year(), EARLIEST.year
        years = range(min(last.year, newest), max(first.year, oldest) - 1, -1)
        found = [(str(year), f"{year}年") for year in years]
        later = [(f"{newest + 1}-", f"{newest + 1}年及以后")] if last.year > newest else []
        earlier = [(f"-{oldest - 1}", f"{oldest - 1}年及以前")] if first.year < oldest else []
        return [*later, *found, *earlier]

    def matching(self, queryset, value):
        year = value.strip("-")
        if value.endswith("-"):
            return queryset.filter(timeline_start__year__gte=year)
        found = queryset.filter(timeline_start__year__lte=year)
        return found if value.startswith("-") else found.filter(timeline_end__year__gte=year)


class UncitedFilter(ChoiceFilter):
    """Entries that state something for which they cite nothing."""

    title, parameter_name = "没有注明出处的", "uncited"

    def lookups(self, request, model_admin):
        # A status without a citation is refused, unless another record supports it.
        return [(key, label) for key, label in STATEMENTS.items() if key != "status"]

    def matching(self, queryset, value):
        model = queryset.model
        own = {"record": OuterRef("pk")}
        cited = model.citations.rel.related_model.objects.filter(supports__contains=value, **own)
        if value == "body":
            queryset = queryset.filter(
                Exists(model.issuances.rel.related_model.objects.filter(**own))
            )
        elif value != "date":
            queryset = queryset.exclude(**{value: ""})
        return queryset.filter(~Exists(cited))


class RulingFilter(ChoiceFilter):
    """The dashboard links to it."""

    title, parameter_name = "来源分歧", "ruling"
    WANTING = "wanting"

    def lookups(self, request, model_admin):
        return [(self.WANTING, "还没有裁定")]

    def matching(self, queryset, value):
        return queryset.filter(pk__in=self.wanting(queryset.model))

    @staticmethod
    def wanting(model):
        """Keys of milestones with a difference that is not ruled; of policies, of those without."""
        is_of_policy = model is not Milestone
        found = FoundDifference.objects.undecided().filter(milestone__isnull=is_of_policy)
        return found.values_list(model._meta.model_name, flat=True).distinct().order_by()
