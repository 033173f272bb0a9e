"""The feeds of the timeline, one table, one body, the differences (`portal.feeds`)."""

from datetime import UTC, datetime

from django.core.exceptions import EmptyResultSet
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from policies.lists.page_parts.active_filters import active_filters
from policies.lists.timeline import Timeline
from policies.models import Difference, FoundDifference
from policies.pages.body_views import find_body, timeline_of
from portal import record_types
from portal.feeds.feed import Described, Listing, answer
from portal.open_data.data import Data, Site
from portal.open_data.files import errors_of, past_errors, refusal
from portal.record_types import TIMELINE, page_of
from portal.web.addresses import with_parameters
from portal.web.pages.withdrawn import withdrawn

_TITLES = {TIMELINE: "时间线"}


def entries(request: HttpRequest, scope: str = TIMELINE) -> HttpResponse:
    """A list under the parameters of its page; a bad value is a 400 that names it."""
    listed = Timeline(request.GET, scope)
    title = _TITLES.get(scope) or str(record_types.named(scope).label)
    return _answer(request, listed, title, reverse(page_of(scope)))


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline of one body."""
    shown = find_body(slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    page = shown.get_absolute_url()
    return _answer(request, timeline_of(request, shown), shown.name, page, fixed="body")


def differences(request: HttpRequest) -> HttpResponse:
    """Each with when its ruling, or one of its records, changed last."""
    names = ("ruling", "policy", "milestone")
    moments = [Coalesce(F(f"{name}__modified_at"), _NEVER) for name in names]
    records = {"difference": FoundDifference.objects.annotate(at=Greatest(*moments))}
    page = reverse("differences")
    listing = Listing(title="来源分歧", page=page, records=records, describe=_difference)
    return answer(request, listing)


_NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC), DateTimeField())


def _difference(data: Data, told: str, site: Site) -> Described:
    ruling, field = data["ruling"], Difference.Field(data["field"]).label
    values = [f"{one['text']}{'（本站采用）' if one['adopted'] else ''}" for one in data["values"]]
    why = ruling["reason"] if ruling else "尚未裁定。"
    type_ = "milestone" if data["milestone"] else "policy"
    return Described(
        url=site.page(type_, data[type_]),
        title=f"{data['title']}：{field}",
        summary=told if ruling else "尚未裁定",
        text=f"{'；'.join(values)}。{why}",
    )


def _answer(
    request: HttpRequest, listed: Timeline, title: str, page: str, fixed: str = ""
) -> HttpResponse:
    if errors := past_errors(request):
        return refusal(errors)
    form = listed.filters.form
    if form.errors:
        return refusal(errors_of(form))
    chosen = [
        f"{one.filter}：{one.label}" for one in active_filters(listed.filters, request.GET, fixed)
    ]
    named = f"{title}（{'；'.join(chosen)}）" if chosen else title
    asked = request.GET.copy()
    asked.pop("before", None)
    page += with_parameters(asked).rstrip("?")
    types = record_types.listed(listed.scope)
    records = {one.name: _public(one, listed) for one in types}
    return answer(request, Listing(title=named, page=page, records=records))


def _public(one: record_types.RecordType, listed: Timeline) -> QuerySet:
    """The records of a type that are on the list."""
    found = listed.filters.narrow().filter(type=one.name).order_by().values("record")
    try:  # as SQL of its own, because some conditions name their table
        keys = RawSQL(*found.query.sql_with_params())  # noqa: S611 - Django's own SQL
    except EmptyResultSet:
        return one.model.objects.none()
    return one.model.objects.published().filter(pk__in=keys)
