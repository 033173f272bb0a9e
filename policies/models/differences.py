"""Where the two sources disagree on one document, and the ruling."""

from django.db import models

from policies import pairing
from policies.models.entries import Milestone, Policy
from portal.record_tables import RecordTable


class Difference(RecordTable):
    """Where the policy table and the chronicle disagree, and which the portal follows."""

    class Field(models.TextChoices):
        DATE = "date", "日期"
        TITLE = "title", "题名"
        PASSAGE = "passage", "语句归属"

    class Side(models.TextChoices):
        POLICY = "policy", "国家政策表"
        MILESTONE = "milestone", "大事记"

    policy = models.ForeignKey(
        Policy, models.CASCADE, related_name="differences", verbose_name="国家政策"
    )
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="differences", verbose_name="大事记条目"
    )
    field = models.CharField("分歧所在", max_length=10, choices=Field)
    policy_says = models.TextField("国家政策表作")
    milestone_says = models.TextField("大事记作")
    prefers = models.CharField("本站采用", max_length=10, choices=Side)
    reason = models.TextField("理由")

    natural_fields = ("policy", "milestone", "field")

    class Meta:
        verbose_name = verbose_name_plural = "来源分歧"
        ordering = ["milestone__timeline_start", "milestone__pk", "field"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "milestone", "field"], name="difference_once")
        ]

    def __str__(self):
        return f"{self.policy}：{self.get_field_display()}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        pairing.settle(Policy.objects.filter(pk=self.policy_id))

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        pairing.settle(Policy.objects.filter(pk=self.policy_id))
        return deleted
