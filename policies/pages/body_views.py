"""The page of one issuing body: its names and its place among others, and its own timeline."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from policies.charts.body_counts import co_issuers
from policies.lists.page_parts.render import render_list
from policies.lists.past_timeline import read_list
from policies.lists.timeline import Timeline
from policies.models import Body, BodyAlias, BodyPeriod
from portal.changes.cache import cached_for_revision
from portal.models.curated import State
from portal.past.points import read_versions, versions_of
from portal.prepared import Given, Prepared
from portal.web.pages.lookup import UnknownRecord
from portal.web.pages.withdrawn import withdrawn
from portal.web.past.pages import record_as_it_stood

_NAMED = Prepared(
    lambda: (
        Body.objects.with_address().filter(slug=Given("slug")).annotate(versions=versions_of(Body))
    )
)
_PARENT = Prepared(lambda: Body.objects.published().filter(pk=Given("key")))
# What the page shows beside the body, by the name in its template.
_PARTS = {
    "aliases": Prepared(lambda: BodyAlias.objects.filter(body=Given("key"))),
    "children": Prepared(lambda: Body.objects.published().filter(parent=Given("key"))),
    "former_children": Prepared(
        lambda: BodyPeriod.objects.filter(
            parent=Given("key"), body__state=State.PUBLISHED
        ).select_related("body")
    ),
    "periods": Prepared(
        lambda: BodyPeriod.objects.filter(body=Given("key")).select_related("parent")
    ),
}


@record_as_it_stood(Body)
def body(request: HttpRequest, slug: str) -> HttpResponse:
    shown = find_body(slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    listed = timeline_of(request, shown)
    others = (
        None
        if listed.is_past
        else cached_for_revision(listed.revision, ("co-issuers", slug), lambda: co_issuers(shown))
    )
    context = {name: parts.all(key=shown.pk) for name, parts in _PARTS.items()}
    context |= {
        "body": shown,
        "versions": read_versions(shown.versions),
        "parent": _PARENT.first(key=shown.parent_id) if shown.parent_id else None,
        # The body's own columns are valid since the end of its last period.
        "since": context["periods"][-1].until_date if context["periods"] else None,
        "co_issuers": others,
    }
    return render_list(request, "policies/body.html", listed, fixed="body", **context)


def find_body(slug: str) -> Body:
    """A body that is or was public, or UnknownRecord."""
    shown = _NAMED.first(slug=slug)
    if shown is None:
        raise UnknownRecord(Body.objects.with_address(), slug)
    return shown


def timeline_of(request: HttpRequest, shown: Body) -> Timeline:
    """The body's entries; another body among the filters is an error."""
    data = request.GET.copy()
    data["body"] = shown.slug
    listed = read_list(data)
    for other in request.GET.getlist("body"):
        if other.strip() not in ("", shown.slug):
            sentence = gettext("本页只列“%(body)s”的条目，不能再选“%(other)s”。")
            listed.filters.form.add_error("body", sentence % {"body": shown, "other": other})
    return listed
