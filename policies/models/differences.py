"""Where the two sources disagree on one document, and the ruling."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policies import pairing
from policies.models.entries import Milestone, Policy
from policies.querysets import heading_of
from portal.listings.keeping import together
from portal.models import Versioned
from portal.models.curated import State
from portal.record_tables import RecordManager, RecordQuerySet, RecordTable


class DifferenceQuerySet(RecordQuerySet):
    def paired(self):
        """Those of documents still paired, and passages, which concern two documents."""
        return self.filter(
            Q(milestone__policy=F("policy")) | Q(field=Difference.Field.PASSAGE)
        ).select_related("policy", "milestone")

    def standing(self):
        """Of these, those that are shown: both sides of which are published."""
        shown = {"policy__state": State.PUBLISHED, "milestone__state": State.PUBLISHED}
        return self.paired().filter(**shown)

    def headed(self):
        """Each with the `heading` of its milestone."""
        return self.annotate(heading=heading_of("milestone", "milestone", "milestone__title"))

    def delete(self):
        with together():
            policies = list(self.values_list("policy", flat=True))
            deleted = super().delete()
            pairing.settle(Policy.objects.filter(pk__in=policies))
        return deleted

    delete.alters_data = delete.queryset_only = True


class Difference(RecordTable, Versioned):
    """Where the policy table and the chronicle disagree, and which the portal follows."""

    class Field(models.TextChoices):
        DATE = "date", _("日期")
        TITLE = "title", _("题名")
        PASSAGE = "passage", _("语句归属")

    class Side(models.TextChoices):
        POLICY = "policy", _("国家政策表")
        MILESTONE = "milestone", _("大事记")

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

    objects = RecordManager.from_queryset(DifferenceQuerySet)()
    natural_fields = ("policy", "milestone", "field")

    class Meta:
        verbose_name = verbose_name_plural = "来源分歧"
        ordering = ["milestone__timeline_start", "milestone__pk", "field"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "milestone", "field"], name="difference_once")
        ]

    def __str__(self):
        return f"{self.policy}：{self.get_field_display()}"

    def clean(self):
        paired = self.milestone_id and self.milestone.policy_id == self.policy_id
        if self.field != self.Field.PASSAGE and not paired:
            raise ValidationError({"milestone": "这条大事记所记的不是这项国家政策。"})

    def save(self, *args, **kwargs):
        with together():
            before = Difference.objects.filter(pk=self.pk).values_list("policy", flat=True).first()
            super().save(*args, **kwargs)
            pairing.settle(Policy.objects.filter(pk__in={before, self.policy_id} - {None}))

    def delete(self, *args, **kwargs):
        with together():
            deleted = super().delete(*args, **kwargs)
            pairing.settle(Policy.objects.filter(pk=self.policy_id))
        return deleted
