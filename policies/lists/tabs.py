"""The tabs of the search list: all record types together, then one by one."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from policies.lists.timeline import Timeline
from portal.web.addresses import with_parameters

TYPE = "type"


@dataclass(frozen=True)
class Tab:
    value: str
    label: str
    count: int
    url: str
    is_current: bool


def tabs(listed: Timeline, links: QueryDict) -> list[Tab]:
    """All tabs with the numbers of their records."""
    counts = listed.counts.of[TYPE]
    chosen = listed.filters.cleaned_data.get(TYPE, [])
    choices = listed.filters.dimensions[TYPE].choices
    shown = [("", gettext("全部"), counts.total())]
    shown += [(value, str(label), counts[value]) for value, label in choices.items()]
    return [
        Tab(value, label, number, with_parameters(links, **{TYPE: value}), current == chosen)
        for value, label, number in shown
        for current in [[value] if value else []]
    ]
