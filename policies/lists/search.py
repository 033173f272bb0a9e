"""One list of policies, each with its milestones, of the other milestones, and of excerpts.

Under the same filters as every list, and by type; what has no date comes last.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from policies.lists.filters import RELEVANCE
from policies.lists.timeline import Timeline
from portal.record_types import SEARCH
from portal.web.addresses import with_parameters

TYPE = "type"


class Search(Timeline):
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
    counts = listed.counts.of[TYPE]
    chosen = listed.filters.form.cleaned_data.get(TYPE, [])
    choices = listed.filters.dimensions[TYPE].choices
    shown = [("", gettext("全部"), counts.total())]
    shown += [(value, str(label), counts[value]) for value, label in choices.items()]
    return [
        Tab(value, label, number, with_parameters(links, **{TYPE: value}), current == chosen)
        for value, label, number in shown
        for current in [[value] if value else []]
    ]
