"""The numbers of this app's records for the about page."""

from collections.abc import Iterator

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from policies.models import Body, Difference, Milestone, MilestoneErratum, Policy, PolicyErratum
from portal.models.curated import State
from portal.web.collection_counts import CollectionCount, shown_errata


def collection_counts() -> Iterator[CollectionCount]:
    policies, milestones = Policy.objects.published(), Milestone.objects.published()
    bodies, differences = Body.objects.published(), Difference.objects.standing()
    errata, where = shown_errata(PolicyErratum, MilestoneErratum), gettext("见各条页面")
    rulings = gettext("每处都列出两说与本站的取舍")
    yield CollectionCount(gettext("国家政策"), policies.count(), reverse("policies"), _told())
    yield CollectionCount(
        gettext("大事记条目"), milestones.count(), reverse("milestones"), _years()
    )
    yield CollectionCount(gettext("发布主体"), bodies.count(), reverse("bodies"))
    yield CollectionCount(gettext("来源分歧"), differences.count(), reverse("differences"), rulings)
    yield CollectionCount(gettext("政策与大事记勘误"), errata, reverse("timeline"), where)


def _told() -> str:
    told = Policy.objects.published().filter(milestones__state=State.PUBLISHED).distinct().count()
    words = ngettext(
        "其中 %(told)s 项在大事记里也有记载，时间线上只列一次",
        "其中 %(told)s 项在大事记里也有记载，时间线上只列一次",
        told,
    )
    return words % {"told": told}


def _years() -> str:
    shown = Milestone.objects.published()
    years = shown.aggregate(first=Min("timeline_start"), last=Max("timeline_end"))
    if years["first"] is None:
        return ""
    span = {"first": years["first"].year, "last": years["last"].year}
    return gettext("%(first)s—%(last)s 年") % span
