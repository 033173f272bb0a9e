"""Misprints of policies and milestones."""

from django.db import models

from policies.models.entries import Milestone, Policy
from portal.models import Erratum


class PolicyErratum(Erratum):
    record = models.ForeignKey(
        Policy, models.CASCADE, related_name="errata", verbose_name="国家政策"
    )
    FIELDS = {"wording": "要点", "title_text": "政策规划", "bodies_text": "发布主体"}
    field = models.CharField("所在栏", max_length=20, default="wording", choices=FIELDS)

    class Meta(Erratum.Meta):
        verbose_name = verbose_name_plural = "国家政策勘误"


class MilestoneErratum(Erratum):
    record = models.ForeignKey(
        Milestone, models.CASCADE, related_name="errata", verbose_name="大事记条目"
    )
    FIELDS = {"wording": "原文"}
    field = models.CharField("所在栏", max_length=20, default="wording", choices=FIELDS)

    class Meta(Erratum.Meta):
        verbose_name = verbose_name_plural = "大事记勘误"
