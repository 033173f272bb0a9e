"""What this app holds, for the about page."""

from django.db.models import Max, Min
from django.urls import reverse

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.holdings import Holding


def holdings() -> list[Holding]:
    years = Milestone.objects.aggregate(first=Min("timeline_start"), last=Max("timeline_end"))
    span = f"{years['first'].year}—{years['last'].year} 年" if years["first"] else ""
    told = Policy.objects.exclude(milestones=None).distinct().count()
    return [
        Holding(
            "国家政策",
            Policy.objects.count(),
            reverse("policies"),
            f"其中 {told} 项在大事记里也有记载，时间线上只列一次",
        ),
        Holding("大事记条目", Milestone.objects.count(), reverse("milestones"), span),
        Holding("发布主体", Body.objects.count(), reverse("bodies")),
        Holding(
            "来源分歧",
            Difference.objects.count(),
            reverse("differences"),
            "每处都列出两说与本站的取舍",
        ),
        Holding(
            "政策与大事记勘误",
            PolicyErratum.objects.count() + MilestoneErratum.objects.count(),
            reverse("timeline"),
            "见各条页面",
        ),
    ]
