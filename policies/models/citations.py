"""What policies and milestones rest on, statement by statement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.entries import Milestone, Policy
from portal.models import Citation

STATEMENTS = {
    "title": _("题名"),
    "number": _("发文字号"),
    "date": _("日期"),
    "body": _("主体"),
    "wording": _("原文"),
    "written_on": _("成文日期"),
    "published_on": _("发布日期"),
    "in_force_on": _("施行日期"),
    "status": _("效力状态"),
}


class PolicyCitation(Citation):
    STATEMENTS = STATEMENTS
    record = models.ForeignKey(
        Policy,
        models.CASCADE,
        related_name="citations",
        verbose_name="国家政策",
        db_index=False,  # the constraint's index begins with it
    )


class MilestoneCitation(Citation):
    STATEMENTS = STATEMENTS
    record = models.ForeignKey(
        Milestone,
        models.CASCADE,
        related_name="citations",
        verbose_name="大事记条目",
        db_index=False,
    )
