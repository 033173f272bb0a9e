"""Parts of bodies in entries: who issued, adopted or hosted what."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from policies.models.bodies import Body, BodyPeriod
from policies.models.entries import Milestone, Policy
from portal.models.base import RecordManager, RecordQuerySet, RecordTable
from portal.text.dates import BEFORE


class IssuanceQuerySet(RecordQuerySet):
    def as_then(self):
        """Annotates `full_name`, the body's full name at the start of the record's date.

        That of 2016年之前 is unknown: its end is taken.

        `former_parent` is the name of its parent then, if it has another parent now.
        """
        is_open = Q(record__timeline_qualifier=BEFORE)
        known = Case(When(is_open, F("record__timeline_end")), default=F("record__timeline_start"))
        day = Cast(OuterRef("known"), CharField(max_length=10))
        periods = BodyPeriod.objects.filter(body=OuterRef("body"), until__gt=day).order_by("until")
        return self.alias(known=known).annotate(
            full_name=Coalesce(
                Subquery(periods.values("official_name")[:1]), F("body__official_name")
            ),
            former_parent=Subquery(periods.values("parent__name")[:1]),
        )


class Issuance(RecordTable):
    """One body's part in a record, in printed order; one row for each of its roles.

    `others` is the source's wording for unnamed bodies, as in 等部门.
    """

    class Role(models.TextChoices):
        ISSUED = "issued", _("发布")
        ADOPTED = "adopted", _("通过")
        REPORTED = "reported", _("报告")
        HEARD = "heard", _("听取审议")
        HOSTED = "hosted", _("主办")
        HOSTED_SESSION = "hosted_session", _("主办分论坛")
        CONVENED = "convened", _("举行")
        ESTABLISHED = "established", _("建立")

    # Each concrete class has a `record`.
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="%(class)ss", verbose_name="发布主体"
    )
    position = models.PositiveSmallIntegerField("次序", default=1)
    role = models.CharField("角色", max_length=20, choices=Role, default=Role.ISSUED)
    stated = models.BooleanField(
        "来源明说", default=True, help_text="来源没有明说、由本站推定的，不勾选。"
    )
    basis = models.TextField("依据", blank=True, help_text="来源的原话，或推定的理由。")
    others = models.CharField(
        "未列名的",
        max_length=20,
        blank=True,
        help_text="来源没有列全主体时的原话，如 等部门、牵头；写在所列的最后一个主体后。",
    )

    objects = RecordManager.from_queryset(IssuanceQuerySet)()
    natural_fields = ("record", "body", "role")
    part_of = "record"
    rests_on = ("body",)
    correctable = ("role",)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "发布主体"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "body", "role"], name="%(class)s_body_once_in_a_role"
            )
        ]

    def clean(self):
        super().clean()
        if set(self.others) & set("，,：:；;、\n（）()"):
            raise ValidationError(
                {"others": f"“{self.others}”里有标点：只写来源的几个字，如 等部门。"}
            )
        if not self.stated and not self.basis:
            raise ValidationError({"basis": "推定的主体须写明依据。"})

    def __str__(self):
        return f"{self.body}（{self.get_role_display()}）"


class PolicyIssuance(Issuance):
    record = models.ForeignKey(
        Policy, models.CASCADE, related_name="issuances", verbose_name="国家政策"
    )


class MilestoneIssuance(Issuance):
    record = models.ForeignKey(
        Milestone, models.CASCADE, related_name="issuances", verbose_name="大事记条目"
    )
