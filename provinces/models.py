"""The 31 provincial-level units and the excerpts from their 14th five-year plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.address_patterns import address_of
from portal.models import Erratum, Record, Slugged, Timestamped, Versioned
from portal.models.base import RecordTable
from portal.models.curated import CuratedManager


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


class Excerpt(RecordTable, Record):
    """A source's excerpt from one unit's plan; `unit_text` is the unit as printed."""

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="excerpt", verbose_name="省级行政区"
    )
    unit_text = models.CharField("原文省市", max_length=20, blank=True)

    objects = CuratedManager()
    natural_fields = ("unit",)
    reference_names = ("unit__name", "unit__short_name", "unit__slug")
    rests_on = ("source",)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "规划摘录"
        ordering = ["unit__code"]

    def __str__(self):
        return f"{self.unit}“十四五”规划摘录"

    def printed_text(self):
        return self.unit_text + self.wording

    def get_absolute_url(self):
        return self.unit.get_absolute_url()


class ExcerptErratum(Erratum):
    record = models.ForeignKey(
        Excerpt, models.CASCADE, related_name="errata", verbose_name="规划摘录"
    )
    FIELDS = {"wording": "内容", "unit_text": "省市"}
    field = models.CharField("所在栏", max_length=20, default="wording", choices=FIELDS)

    class Meta(Erratum.Meta):
        verbose_name = verbose_name_plural = "摘录勘误"
