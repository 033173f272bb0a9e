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
    counts = listed.counts.of[TYPE]
    chosen = listed.filters.form.cleaned_data.get(TYPE, [])
    tabs = [Tab("", gettext("全部"), counts.total(), with_parameters(links, type=""), not chosen)]
    for value, label in listed.filters.dimensions[TYPE].choices.items():
        url = with_parameters(links, type=value)
        tabs.append(Tab(value, str(label), counts[value], url, chosen == [value]))
    return tabs
