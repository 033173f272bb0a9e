"""What a source says of two records: that one amends, repeals or forwards the other, and so on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from policies.models.entries import Entry, Milestone, Policy
from policies.models.predecessors import PREDECESSORS, Predecessors, document_of
from portal.models.base import RecordTable
from portal.models.evidence.places import PlaceInSource


class Relation(PlaceInSource, RecordTable):
    """`record` amends, repeals, forwards … one other record, as `source` says.

    It is a part of the record that is named first: of the newer one that repeals an older one, of
    the document that implements a plan. The other one is `policy` or `milestone`, exactly one.
    """

    class Kind(models.TextChoices):
        AMENDS = "amends", pgettext_lazy("关系", "修订")
        REPEALS = "repeals", pgettext_lazy("关系", "废止")
        FORWARDS = "forwards", pgettext_lazy("关系", "转发")
        BASED_ON = "based_on", pgettext_lazy("关系", "依据")
        IMPLEMENTS = "implements", pgettext_lazy("关系", "落实")
        ACCOMPANIES = "accompanies", pgettext_lazy("关系", "配套")
        FIRST_PROPOSED = "first_proposed", pgettext_lazy("关系", "首次提出")
        SAME_MEETING = "same_meeting", pgettext_lazy("关系", "同一会议")

    # Each concrete class has a `record`.
    kind = models.CharField("关系", max_length=16, choices=Kind)
    policy = models.ForeignKey(
        Policy,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="incoming_%(class)ss",
        verbose_name="国家政策",
    )
    milestone = models.ForeignKey(
        Milestone,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="incoming_%(class)ss",
        verbose_name="大事记条目",
    )

    natural_fields = ("record", "kind", "policy", "milestone")
    part_of = "record"
    moves = ("policy", "milestone")  # whose pages say it too
    correctable = ("kind",)

    class Meta(PlaceInSource.Meta):
        abstract = True
        verbose_name = verbose_name_plural = "与其他记录的关系"
        ordering = ["pk"]
        constraints = [
            *PlaceInSource.Meta.constraints,
            models.CheckConstraint(
                condition=Q(policy__isnull=True, milestone__isnull=False)
                | Q(policy__isnull=False, milestone__isnull=True),
                name="%(class)s_one_target",
                violation_error_message="请选一条国家政策，或一条大事记条目：只选一条。",
            ),
            *(
                models.UniqueConstraint(
                    fields=["record", "kind", target], name=f"%(class)s_{target}_once"
                )
                for target in ("policy", "milestone")
            ),
        ]

    def __str__(self):
        return f"“{self.record}”{self.get_kind_display()}“{self.target}”"

    @property
    def target(self) -> Entry | None:
        return self.policy or self.milestone

    def clean(self):
        super().clean()
        if self.target is None or (self.policy_id and self.milestone_id):
            return  # the constraint says so
        if sentence := self.why_to_itself():
            raise ValidationError({self._target_name: sentence})
        if self.kind in PREDECESSORS:
            for _row, sentence in Predecessors([self]).circles():
                raise ValidationError({self._target_name: sentence})

    @classmethod
    def refused_together(cls, rows):
        relations = [one for one in rows if isinstance(one, Relation) and one.target]
        for row, sentence in Predecessors(relations).circles():
            if isinstance(row, cls):
                yield row, ValidationError({row._target_name: sentence})

    def why_to_itself(self) -> str:
        """A sentence if both ends are one document, or ""."""
        if document_of(self.record) != document_of(self.target):
            return ""
        return f"“{self.target}”就是这条记录自己，或与它记同一件事：不能与自己有关系。"

    @property
    def _target_name(self) -> str:
        return "policy" if self.policy_id else "milestone"


def not_itself(target: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{target}__isnull": True}) | ~Q(**{target: F("record")}),
        name="%(class)s_not_itself",
        violation_error_message="一条记录不能与自己有关系。",
    )


class PolicyRelation(Relation):
    record = models.ForeignKey(
        Policy, models.CASCADE, related_name="relations", verbose_name="国家政策"
    )

    class Meta(Relation.Meta):
        constraints = [*Relation.Meta.constraints, not_itself("policy")]


class MilestoneRelation(Relation):
    record = models.ForeignKey(
        Milestone, models.CASCADE, related_name="relations", verbose_name="大事记条目"
    )

    class Meta(Relation.Meta):
        constraints = [*Relation.Meta.constraints, not_itself("milestone")]
