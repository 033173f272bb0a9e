"""Disagreements of what the sources say of one document, with their rulings.

What the sources say is read from the records and their citations (`policies.models.said`); only
passages are stored here.
"""

from collections.abc import Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from policies.models import timeline_dates
from policies.models.entries import Entry, Milestone, OfPolicy, Policy
from policies.models.said import DATE, TITLE, Said, disagree, own_value
from portal.changes.recording import rows_with
from portal.models import Timestamped, Versioned
from portal.models.base import RecordManager, RecordQuerySet, RecordTable
from portal.models.curated import State


class DifferenceQuerySet(RecordQuerySet):
    """Records are looked up from the differences, of which there are few.

    SQLite would read a joined table of records from its beginning.
    """

    def published(self):
        """Rulings of records that are all published, and still a pair; passages need no pair."""
        shown = [
            Q(**{name: None})
            | Exists(model.objects.filter(pk=OuterRef(name), state=State.PUBLISHED))
            for name, model in (("policy", Policy), ("milestone", Milestone))
        ]
        pair = Milestone.objects.filter(pk=OuterRef("milestone"), policy=OuterRef("policy"))
        needs_no_pair = Q(field=Difference.Field.PASSAGE) | Q(policy=None) | Q(milestone=None)
        found = self.filter(needs_no_pair | Exists(pair), *shown)
        return found.select_related("policy", "milestone")


class Difference(OfPolicy, RecordTable, Versioned, Timestamped):
    """A ruling on a disagreement about a document, whose records are a policy, a milestone or both.

    The portal follows the side `prefers`: what one of the two records says itself, or what the
    quoted words of citations say, which is then `adopted`. `rejected` are the other values that
    quoted words say, one a line; where a citation says a further one, the ruling no longer decides.
    """

    class Field(models.TextChoices):
        DATE = "date", _("日期")
        TITLE = "title", _("题名")
        NUMBER = "number", _("发文字号")
        WRITTEN_ON = "written_on", _("成文日期")
        PUBLISHED_ON = "published_on", _("发布日期")
        IN_FORCE_ON = "in_force_on", _("施行日期")
        BODY = "body", _("主体")
        STATUS = "status", _("状态")
        PASSAGE = "passage", _("语句归属")

    class Side(models.TextChoices):
        POLICY = "policy", _("国家政策表")
        MILESTONE = "milestone", _("大事记")
        CITATION = "citation", _("出处的引文")

    policy = models.ForeignKey(
        Policy,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name="国家政策",
    )
    milestone = models.ForeignKey(
        Milestone,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name="大事记条目",
    )
    field = models.CharField("分歧所在", max_length=12, choices=Field)
    policy_passage = models.TextField(
        "国家政策表的语句", blank=True, help_text="仅语句归属须填：照要点抄录，一字不改。"
    )
    milestone_passage = models.TextField(
        "大事记的语句", blank=True, help_text="仅语句归属须填：照大事记抄录，一字不改。"
    )
    prefers = models.CharField("本站采用", max_length=10, choices=Side)
    adopted = models.TextField(
        "采用的引文之说", blank=True, help_text="仅采用出处的引文时填：引文所说的值。"
    )
    rejected = models.TextField(
        "不采用的引文之说", blank=True, help_text="引文所说而本站不采用的值，一行一个。"
    )
    reason = models.TextField("理由")

    objects = RecordManager.from_queryset(DifferenceQuerySet)()
    natural_fields = ("policy", "milestone", "field")
    moves = ("policy", "milestone")

    class Meta:
        verbose_name = verbose_name_plural = "来源分歧"
        ordering = ["milestone__timeline_start", "milestone__pk", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "milestone", "field"], name="difference_once"
            ),
            *(
                # What contains NULL is never equal to anything.
                models.UniqueConstraint(
                    fields=[name, "field"],
                    condition=Q(**{f"{other}__isnull": True}),
                    name=f"difference_of_{name}_once",
                )
                for name, other in (("policy", "milestone"), ("milestone", "policy"))
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=False) | Q(milestone__isnull=False),
                name="difference_of_a_record",
                violation_error_message="请选一条国家政策，或一条大事记条目，或它们两条。",
            ),
        ]

    @classmethod
    @contextmanager
    def settling(cls, keys):
        before = cls._alone(keys)
        with super().settling(keys):
            yield
        milestones = rows_with(
            Milestone.objects.filter(policy=None), "pk", before | cls._alone(keys)
        )
        timeline_dates.unpair(milestones)

    @classmethod
    def _alone(cls, keys: list[int | None]) -> set[int]:
        """Milestones without a policy."""
        rows = cls.objects.filter(policy=None).order_by()
        return set(rows_with(rows, "pk", keys).values_list("milestone", flat=True))

    def __str__(self):
        return f"{self.policy or self.milestone}：{self.get_field_display()}"

    @property
    def entries(self) -> list[Entry]:
        return [one for one in (self.policy, self.milestone) if one]

    @property
    def policy_says(self) -> str:
        return self.value_in(self.policy, self.field, self.policy_passage)

    @property
    def milestone_says(self) -> str:
        return self.value_in(self.milestone, self.field, self.milestone_passage)

    @classmethod
    def value_in(cls, entry: Entry | None, field: str, passage: str = "") -> str:
        if entry is None:
            return ""
        if field == cls.Field.PASSAGE:
            return f"{entry.title}：{passage}"
        value = own_value(entry, field)
        return value.text if value else ""

    @classmethod
    def disagree(cls, policy: Policy, milestone: Milestone, field: str) -> bool:
        """Whether two records differ in date or title; a date within the other does not differ."""
        return disagree(field, own_value(policy, field), own_value(milestone, field))

    def adopted_of(self, found: Sequence[Said]) -> Said | None:
        """The value that the ruling adopts; None if nobody says it any more."""
        for one in found:
            if self.prefers == self.Side.CITATION:
                if one.citations and one.text == self.adopted:
                    return one
            elif any(entry._meta.model_name == self.prefers for entry in one.entries):
                return one
        return None

    def decides(self, found: Sequence[Said]) -> bool:
        """Whether every other value is one that the ruling rejects, or agrees with the adopted."""
        adopted, rejected = self.adopted_of(found), self.rejected.splitlines()
        return adopted is not None and all(
            one.entries
            or one.text in rejected
            or not disagree(self.field, adopted.value, one.value)
            for one in found
        )

    def clean(self):
        if not self.entries:
            return  # the constraint says so
        is_passage = self.field == self.Field.PASSAGE
        if is_passage:
            self.adopted = self.rejected = ""
        else:
            self.policy_passage = self.milestone_passage = ""
        if wrong := {**self._wrong_records(), **self._wrong_side()}:
            raise ValidationError(wrong)
        if is_passage:
            self._expect_passages()
        elif self.field in (DATE, TITLE) and not (self.adopted or self.rejected):
            self._expect_disagreement()

    def _wrong_records(self) -> dict[str, str]:
        """The two records are of one document; one of them is enough if only it is concerned."""
        policy, milestone = self.policy_id, self.milestone_id
        if policy and milestone:
            is_pair = self.field == self.Field.PASSAGE or self.milestone.policy_id == policy
            return {} if is_pair else {"milestone": "这条大事记所记的不是这项国家政策。"}
        if self.field == self.Field.PASSAGE:
            name = "milestone" if policy else "policy"
            return {name: "语句归属须有国家政策与大事记条目。"}
        same = Difference.objects.filter(policy=policy, milestone=milestone, field=self.field)
        if same.exclude(pk=self.pk).exists():
            return {"field": f"“{self.entries[0]}”的{self.get_field_display()}已有裁定。"}
        return {}

    def _wrong_side(self) -> dict[str, str]:
        is_cited = self.prefers == self.Side.CITATION
        if is_cited and not self.adopted:
            return {"adopted": "请写所采用的引文说什么。"}
        if is_cited and self.field == self.Field.PASSAGE:
            return {"prefers": "语句归属请选国家政策表或大事记。"}
        if not is_cited:
            self.adopted = ""
        if self.prefers in ("policy", "milestone") and not getattr(self, f"{self.prefers}_id"):
            return {"prefers": f"没有选{self._meta.get_field(self.prefers).verbose_name}。"}
        return {}

    def _expect_disagreement(self) -> None:
        is_pair = self.policy_id and self.milestone_id
        if is_pair and self.disagree(self.policy, self.milestone, self.field):
            return
        sentence = f"“{self.entries[0]}”的{self.get_field_display()}没有分歧，无须裁定。"
        if is_pair:
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
