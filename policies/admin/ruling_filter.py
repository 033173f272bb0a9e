"""Filter for milestones without a ruling, to which the dashboard links."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters

from policies.disagreements import undecided


class RulingFilter(admin.SimpleListFilter):
    title, parameter_name = "来源分歧", "ruling"
    WANTING = "wanting"

    def lookups(self, request, model_admin):
        return [(self.WANTING, "还没有裁定")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() != self.WANTING:
            raise IncorrectLookupParameters(self.value())
        return queryset.filter(pk__in={key for key, _ in undecided()})
