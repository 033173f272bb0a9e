"""The numbers of this app's records for the about page."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from policies.charts.totals import span
from policies.models import (
    Body,
    FoundDifference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.index import summaries
from portal.index.counted import LIST, Common
from portal.record_types import TIMELINE
from portal.web.pages.collection_counts import CollectionCount, shown_errata


def collection_counts() -> Iterator[CollectionCount]:
    policies, milestones = (summaries.on(one._meta.model_name) for one in (Policy, Milestone))
    bodies, differences = Body.objects.published(), FoundDifference.objects
    errata, where = shown_errata(PolicyErratum, MilestoneErratum), gettext("见各条页面")
    rulings = gettext("每处都列出两说与本站的取舍")
    yield CollectionCount(
        gettext("国家政策"), _number(policies), reverse("policies"), _listed_as_milestones(policies)
    )
    yield CollectionCount(
        gettext("大事记条目"), _number(milestones), reverse("milestones"), _years(milestones)
    )
    yield CollectionCount(gettext("发布主体"), bodies.count(), reverse("bodies"))
    yield CollectionCount(gettext("来源分歧"), differences.count(), reverse("differences"), rulings)
    yield CollectionCount(gettext("政策与大事记勘误"), errata, reverse("timeline"), where)


def _number(combinations: Sequence[Common]) -> int:
    return sum(one.number for one in combinations)


def _listed_as_milestones(policies: Sequence[Common]) -> str:
    """How many policies are on the timeline as milestones, because both sources have them."""
    number = _number([one for one in policies if TIMELINE not in one.counted.values[LIST]])
    words = ngettext(
        "其中 %(told)s 项在大事记里也有记载，时间线上只列一次",
        "其中 %(told)s 项在大事记里也有记载，时间线上只列一次",
        number,
    )
    return words % {"told": number}


def _years(milestones: Sequence[Common]) -> str:
    first, last = span(milestones)
    return gettext("%(first)s—%(last)s 年") % {"first": first, "last": last} if first else ""
