"""The 31 provincial-level units and the excerpts from their 14th five-year plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.address_patterns import address_of
from portal.models import Citation, Erratum, Record, Slugged, Source, Timestamped, Versioned
from portal.models.base import RecordTable
from portal.models.curated import CuratedManager
from portal.models.fields import PartialDateField
from portal.text.dates import PartialDate, read_query


class Unit(Slugged, Versioned, Timestamped):
    """A province, autonomous region or municipality; ordered by administrative code."""

    class Region(models.TextChoices):
        NORTH = "north", _("华北")
        NORTHEAST = "northeast", _("东北")
        EAST = "east", _("华东")
        CENTRAL = "central", _("华中")
        SOUTH = "south", _("华南")
        SOUTHWEST = "southwest", _("西南")
        NORTHWEST = "northwest", _("西北")

    code = models.CharField("行政区划代码", max_length=2, unique=True)
    name = models.CharField("全称", max_length=20, unique=True)
    short_name = models.CharField("简称", max_length=5, unique=True)
    region = models.CharField("地区", max_length=10, choices=Region)

    reference_names = ("name", "short_name", "slug")

    class Meta:
        verbose_name = verbose_name_plural = "省级行政区"
        ordering = ["code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("province", self.slug)

    @property
    def excerpt(self) -> "Excerpt | None":
        """The first of its published excerpts, the newest; one query."""
        return self.excerpts.published().first()


class Excerpt(RecordTable, Record):
    """A source's excerpt from one unit's plan; `unit_text` is the unit as printed.

    A unit has several if several sources excerpt its plans, e.g. those of 2021 and of 2026.
    """

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="excerpts",
        verbose_name="省级行政区",
        db_index=False,  # the index of unit and source serves both
    )
    plan_title = models.CharField(
        "规划题名", max_length=200, blank=True, help_text="所摘规划的题名，照来源抄录；未载则留空。"
    )
    plan_date = PartialDateField(
        "规划日期",
        blank=True,
        help_text="来源写明的规划日期，如 2026-01 或 2026年1月；未载则留空。",
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源"
    )
    unit_text = models.CharField("原文省市", max_length=20, blank=True)

    objects = CuratedManager()
    natural_fields = ("unit", "source")
    reference_names = ("unit__name", "unit__short_name", "unit__slug")
    rests_on = ("source",)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "规划摘录"
        ordering = ["unit__code", "-plan_date", "pk"]  # those of a unit newest first
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "source"], name="excerpt_once_in_a_source"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(source=None),
                name="excerpt_once_without_a_source",
                violation_error_message="这个省级行政区已有一篇未注明来源的摘录：请写明来源。",
            ),
        ]

    def __str__(self):
        if self.plan_title:
            return f"{self.unit}：{self.plan_title}"
        if self.plan_date:
            return f"{self.unit}规划摘录（{self.date}）"
        return f"{self.unit}“十四五”规划摘录"

    @property
    def date(self) -> PartialDate | None:
        return read_query(self.plan_date) if self.plan_date else None

    @property
    def is_told(self) -> bool:
        """Whether the source says which plan it excerpts, by title or date."""
        return bool(self.plan_title or self.plan_date)

    @property
    def anchor(self) -> str:
        return anchor_of(self.source and self.source.slug)

    def printed_text(self):
        return self.unit_text + self.wording

    def get_absolute_url(self):
        return f"{self.unit.get_absolute_url()}#{self.anchor}"


def anchor_of(source: str | None) -> str:
    """Where an excerpt from the source with this slug is on the page of its unit."""
    return f"excerpt-{source}" if source else "excerpt"


class ExcerptCitation(Citation):
    STATEMENTS = {"unit_text": _("原文省市"), "wording": _("原文")}
    record = models.ForeignKey(
        Excerpt,
        models.CASCADE,
        related_name="citations",
        verbose_name="规划摘录",
        db_index=False,  # the constraint's index begins with it
    )


class ExcerptErratum(Erratum):
    record = models.ForeignKey(
        Excerpt, models.CASCADE, related_name="errata", verbose_name="规划摘录"
    )
    FIELDS = {"wording": "内容", "unit_text": "省市"}
    field = models.CharField("所在栏", max_length=20, default="wording", choices=FIELDS)

    class Meta(Erratum.Meta):
        verbose_name = verbose_name_plural = "摘录勘误"
