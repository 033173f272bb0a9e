"""Disagreements of the two sources on one document, with their rulings.

Dates and titles are read from the two records; only passages are stored here.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from policies.models.entries import Entry, Milestone, OfPolicy, Policy
from policies.models.querysets import heading_of
from portal.models import Timestamped, Versioned
from portal.models.base import RecordManager, RecordQuerySet, RecordTable
from portal.models.curated import State
from portal.text.folding import fold


class DifferenceQuerySet(RecordQuerySet):
    """Records are looked up from the differences, of which there are few.

    SQLite would read a joined table of records from its beginning.
    """

    def paired(self):
        """Differences of records that are still a pair; passages always count."""
        pair = Milestone.objects.filter(pk=OuterRef("milestone"), policy=OuterRef("policy"))
        passage = Q(field=Difference.Field.PASSAGE)
        return self.filter(passage | Exists(pair)).select_related("policy", "milestone")

    def published(self):
        """Paired differences whose records are both published."""
        shown = (
            Exists(model.objects.filter(pk=OuterRef(name), state=State.PUBLISHED))
            for name, model in (("policy", Policy), ("milestone", Milestone))
        )
        return self.paired().filter(*shown)

    def in_order(self):
        """By the milestone's date."""
        milestone = Milestone.objects.filter(pk=OuterRef("milestone"))
        day = Subquery(milestone.values("timeline_start"))
        return self.order_by(day, "milestone_id", "field", "pk")

    def headed(self):
        return self.annotate(heading=heading_of("milestone", "milestone", "milestone__title"))


class Difference(OfPolicy, RecordTable, Versioned, Timestamped):
    """A disagreement of policy table and chronicle; the portal follows the side `prefers`."""

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
    policy_passage = models.TextField(
        "国家政策表的语句", blank=True, help_text="仅语句归属须填：照要点抄录，一字不改。"
    )
    milestone_passage = models.TextField(
        "大事记的语句", blank=True, help_text="仅语句归属须填：照大事记抄录，一字不改。"
    )
    prefers = models.CharField("本站采用", max_length=10, choices=Side)
    reason = models.TextField("理由")

    objects = RecordManager.from_queryset(DifferenceQuerySet)()
    natural_fields = ("policy", "milestone", "field")
    moves = ("policy", "milestone")

    class Meta:
        verbose_name = verbose_name_plural = "来源分歧"
        ordering = ["milestone__timeline_start", "milestone__pk", "field"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "milestone", "field"], name="difference_once")
        ]

    def __str__(self):
        return f"{self.policy}：{self.get_field_display()}"

    @property
    def policy_says(self) -> str:
        return self.value_in(self.policy, self.field, self.policy_passage)

    @property
    def milestone_says(self) -> str:
        return self.value_in(self.milestone, self.field, self.milestone_passage)

    @classmethod
    def value_in(cls, entry: Entry, field: str, passage: str = "") -> str:
        if field == cls.Field.DATE:
            return str(entry.date)
        return f"{entry.title}：{passage}" if field == cls.Field.PASSAGE else entry.title

    @classmethod
    def disagree(cls, policy: Policy, milestone: Milestone, field: str) -> bool:
        """Whether two records differ in date or title; a date within the other does not differ."""
        if field == cls.Field.DATE:
            return not policy.date.agrees_with(milestone.date)
        return fold(policy.title) != fold(milestone.title)

    def clean(self):
        if not (self.policy_id and self.milestone_id):
            return  # which the fields themselves say
        if self.field == self.Field.PASSAGE:
            self._expect_passages()
            return
        self.policy_passage = self.milestone_passage = ""
        if self.milestone.policy_id != self.policy_id:
            raise ValidationError({"milestone": "这条大事记所记的不是这项国家政策。"})
        if self.field in self.Field and not self.disagree(self.policy, self.milestone, self.field):
            says = f"“{self.policy_says}”与“{self.milestone_says}”"
            sentence = f"两个来源的{self.get_field_display()}没有分歧（{says}），无须裁定。"
            raise ValidationError({"field": sentence})

    def _expect_passages(self) -> None:
        wrong = {
            name: f"“{passage}”不是“{entry}”里的话：请照原文抄录。" if passage else "请抄录原文。"
            for name, passage, entry in (
                ("policy_passage", self.policy_passage, self.policy),
                ("milestone_passage", self.milestone_passage, self.milestone),
            )
            if not passage or passage not in entry.wording
        }
        if wrong:
            raise ValidationError(wrong)
