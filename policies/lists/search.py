"""One list of policies, each with its milestones, of the other milestones, and of excerpts.

Under the same filters as every list, and by type; what has no date comes last.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.lists.filters import RELEVANCE, EntryFilter, VocabularyFilter
from policies.lists.timeline import Timeline
from portal import record_types
from portal.record_types import SEARCH
from portal.web.addresses import with_parameters
from portal.web.form_fields import ChoicesField


def _types() -> list[tuple[str, str]]:
    return [(type_.name, type_.label) for type_ in record_types.listed(SEARCH)]


class SearchFilter(EntryFilter):
    type = VocabularyFilter("of_type", ChoicesField, label=_("记录"), choices=_types())


class Search(Timeline):
    filter_class = SearchFilter
    all_dated = False

    def __init__(self, data):
        super().__init__(data, SEARCH)

    def read_keys(self, page: slice) -> list[tuple[str, int]]:
        """The dated ones first, in the order asked for, then the others in their own."""
        if self.filters.order == RELEVANCE or self.is_cut_by_index(page):
            return super().read_keys(page)
        ordered = self.ordered(page)
        keys = list(ordered.filter(start__isnull=False)[page])
        lacking = page.stop - page.start - len(keys)
        if lacking:
            undated = ordered.filter(start__isnull=True).order_by("record")
            first = 0 if keys else page.start - (self.count - undated.count())
            keys += undated[first : first + lacking]
        return keys


@dataclass(frozen=True)
class Tab:
    value: str
    label: str
    count: int
    url: str
    is_current: bool


def tabs(listed: Search, links: QueryDict) -> list[Tab]:
    """All types together, then one by one, each with what it would give."""
    counts = listed.counts.types
    chosen = listed.filters.form.cleaned_data.get("type", [])
    shown = [("", gettext("全部"), counts.total())]
    shown += [(value, str(label), counts[value]) for value, label in _types()]
    return [
        Tab(value, label, number, with_parameters(links, type=value), current == chosen)
        for value, label, number in shown
        for current in [[value] if value else []]
    ]
