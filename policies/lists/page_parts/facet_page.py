"""All values of a facet on a page of their own, for a facet with hundreds of them."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.lists.counting.counts import count_values
from policies.lists.counting.facets import FacetValue, facet_values
from policies.lists.timeline import Timeline
from portal.dimensions import Dimension
from portal.text.folding import fold
from portal.web.addresses import with_parameters
from portal.web.forms.paging import PageForm
from portal.web.response_cache import parameters

BY_COUNT, BY_NAME = "count", "name"
LONGEST = 100  # characters; repeated in the help text


class FacetForm(PageForm):
    find = forms.CharField(
        label=_("名称"), required=False, max_length=LONGEST, help_text=_("不超过 100 字的文字")
    )
    by = forms.ChoiceField(
        label=_("排序"),
        required=False,
        choices=[(BY_COUNT, _("按条目数")), (BY_NAME, _("按名称"))],
        help_text=_("count 或 name"),
    )


parameters.register(*FacetForm.base_fields)


@dataclass(frozen=True)
class Choice:
    """`url` is the list with this value chosen as well, or without it if it is chosen."""

    value: FacetValue
    url: str


def choices(
    listed: Timeline, dimension: Dimension, form: FacetForm, links: QueryDict, address: str
) -> list[Choice]:
    """The values that a valid form asks for; `links` are the list's parameters."""
    counts = count_values(listed.filters, in_full=[dimension.name])
    values, wanted = facet_values(listed.filters, dimension, counts), form.cleaned_data
    if wanted["find"]:
        values = [one for one in values if fold(wanted["find"]) in fold(one.label)]
    if wanted["by"] == BY_NAME:
        order = {slug: place for place, slug in enumerate(dimension.in_order_of_names())}
        values.sort(key=lambda one: order.get(one.value, len(order)))
    else:
        values.sort(key=lambda one: (-one.count, one.label))
    chosen = links.getlist(dimension.name)
    return [Choice(one, address + _changed(links, dimension.name, chosen, one)) for one in values]


def _changed(links: QueryDict, name: str, chosen: list[str], value: FacetValue) -> str:
    others = [one for one in chosen if one.strip() != value.value]
    return with_parameters(links, **{name: others if value.selected else [*others, value.value]})


def of_list(data: QueryDict) -> QueryDict:
    """The parameters of the list alone."""
    links = data.copy()
    for name in FacetForm.base_fields:
        links.pop(name, None)
    return links
