"""Issuing bodies 发布主体, their names in the sources, and their former names and parents."""

from collections.abc import Callable
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.models import Slugged, Timestamped, Versioned
from portal.models.base import RecordTable
from portal.models.curated import Curated, CuratedManager
from portal.models.fields import PartialDateField
from portal.text.dates import PartialDate, read_query
from portal.text.pinyin import sort_key

BETWEEN_NAMES = "；;、\n"  # separators in a cell with several names


class Body(Slugged, Versioned, Timestamped, Curated):
    class Kind(models.TextChoices):
        PARTY = "party", _("党的机构")
        NPC = "npc", _("国家权力机关")
        STATE_COUNCIL = "state_council", _("国务院及其办公厅")
        DEPARTMENT = "department", _("国务院部门及有关机构")
        OFFICE = "office", _("内设机构")
        LOCAL = "local", _("地方人民政府")
        INSTITUTION = "institution", _("事业单位与专家组织")
        INTERNATIONAL = "international", _("国际组织")

    name = models.CharField("名称", max_length=60, unique=True, help_text="来源中最常用的写法。")
    official_name = models.CharField("全称", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    # The current values; also the former ones if there are no periods.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级",
    )
    pinyin = models.CharField("拼音", max_length=500, editable=False, db_index=True)
    note = models.TextField("说明", blank=True)

    objects = CuratedManager()
    known_by = ("name", "official_name", "aliases__name")
    reference_names = ("name", "official_name", "aliases__name", "slug")
    rests_on = ("parent",)

    class Meta(Curated.Meta):
        verbose_name = verbose_name_plural = "发布主体"
        ordering = ["pinyin", "slug"]
        constraints = [
            *Curated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="body_not_its_own_parent",
                violation_error_message="上级不能是自己。",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if _is_circle(self.pk, self.parent, attrgetter("parent")):
            raise ValidationError({"parent": f"“{self.parent}”是它的下属，不能作它的上级。"})

    def parent_before(self, until: str) -> "Body | None":
        """Its parent just before a date as periods have it."""
        period = self.periods.filter(until__gte=until).order_by("until").first()
        return period.parent if period else self.parent

    def take_names(self, names):
        for name in names:
            if name != self.name and not BodyAlias.objects.filter(name=name).exists():
                BodyAlias.objects.create(body=self, name=name)

    def derive(self):
        self.pinyin = sort_key(self.name)


class BodyAlias(RecordTable):
    """Another name of a body in a source; it belongs to one body only."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="aliases", verbose_name="主体")
    name = models.CharField("别名", max_length=100, unique=True)

    natural_fields = ("name",)
    part_of = "body"

    class Meta:
        verbose_name = verbose_name_plural = "别名"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        wrong = []
        if set(BETWEEN_NAMES) & set(self.name):
            wrong.append(f"“{self.name}”里有顿号、分号或换行：请分成几个别名。")
        if Body.objects.filter(name=self.name).exclude(pk=self.body_id).exists():
            wrong.append(f"“{self.name}”是另一个主体的名称。")
        if wrong:
            raise ValidationError({"name": wrong})


class BodyPeriod(RecordTable):
    """A body's full name and parent until a date.

    A period begins when the previous one ends; after the last one the body's own columns are
    valid. `until` is 2018, 2018-03 or 2018-03-21: compared as texts, earlier ISO days are
    smaller, and days from `until` on are greater or equal.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="periods", verbose_name="主体")
    until = PartialDateField("到何时为止", help_text="改变的日期，如 2018-03；从那时起如上所填。")
    official_name = models.CharField("当时全称", max_length=100, blank=True)
    parent = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="former_children",
        verbose_name="当时上级",
    )
    note = models.TextField("依据", blank=True)

    natural_fields = ("body", "until")
    rests_on = ("parent",)
    part_of = "body"

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "until"], name="body_period_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("body")),
                name="body_period_not_its_own_parent",
                violation_error_message="上级不能是自己。",
            ),
        ]

    def __str__(self):
        return f"{self.until_date}以前"

    @property
    def until_date(self) -> PartialDate:
        return read_query(self.until)

    def clean(self):
        super().clean()
        if self.parent_id == self.body_id:
            return  # the constraint says so
        # At its end; a circle at another time closes at the end of another body's period.
        if _is_circle(self.body_id, self.parent, lambda body: body.parent_before(self.until)):
            raise ValidationError({"parent": f"“{self.parent}”当时是它的下属，不能作它的上级。"})


def _is_circle(body: int | None, parent: Body | None, above: Callable[[Body], Body | None]) -> bool:
    """Whether a body with this primary key and parent is its own ancestor, or its parent is."""
    seen = {body}
    while parent is not None and parent.pk not in seen:
        seen.add(parent.pk)
        parent = above(parent)
    return parent is not None
