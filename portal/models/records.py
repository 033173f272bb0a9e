"""Sources with their lines, and the base classes of records that refer to source lines."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.address_patterns import address_of
from portal.models.base import RecordTable
from portal.models.curated import Curated, CuratedManager
from portal.models.fields import PartialDateField, WebAddressField
from portal.models.timestamps import Timestamped
from portal.text.dates import PartialDate, read_query


class Slugged(RecordTable):
    """A record with an address, whose name is the model's; its slug is its natural key."""

    slug = models.SlugField("地址标识", max_length=120, unique=True)

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return address_of(self._meta.model_name, self.slug)


class Versioned(models.Model):
    """Counts the saves by curators, to detect edit conflicts."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True


class Source(Slugged, Versioned, Timestamped, Curated):
    """What records are taken from: a text kept here line by line, or one found elsewhere."""

    class Kind(models.TextChoices):
        TEXT = "text", _("逐行收录的文本")
        WEB = "web", _("网页")
        DOCUMENT = "document", _("文件")
        PRINT = "print", _("公报或书籍")

    class Language(models.TextChoices):
        SIMPLIFIED = "zh-Hans", _("简体中文")
        TRADITIONAL = "zh-Hant", _("繁体中文")
        ENGLISH = "en", _("英文")
        OTHER = "und", _("其他语言")

    title = models.CharField("题名", max_length=200)
    short_title = models.CharField("简称", max_length=40)
    kind = models.CharField("形式", max_length=8, choices=Kind, default=Kind.WEB, blank=True)
    publisher = models.CharField("发布者", max_length=100)
    published_on = PartialDateField(
        "发布日期", blank=True, help_text="来源写明的日期，如 2025-03 或 2025年3月27日。"
    )
    url = WebAddressField("网址", max_length=500, blank=True)
    looked_at = PartialDateField("查看日期", blank=True, help_text="最近一次看到它的日期。")
    language = models.CharField("语言", max_length=7, choices=Language, default=Language.SIMPLIFIED)
    rights = models.TextField("权利说明", blank=True, help_text="来源自己写明的许可或版权。")
    part = models.CharField("收录部分", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)

    reference_names = ("short_title", "slug", "title")

    objects = CuratedManager()

    class Meta(Curated.Meta):
        verbose_name = verbose_name_plural = "来源"
        ordering = ["slug"]

    def __str__(self):
        return self.short_title

    def clean(self):
        wrong = {}
        if Source.objects.filter(short_title=self.short_title).exclude(pk=self.pk).exists():
            wrong["short_title"] = f"“{self.short_title}”已是另一个来源的简称。"
        if self.kind == self.Kind.WEB and not self.url:
            wrong["url"] = "网页须填网址。"
        if wrong:
            raise ValidationError(wrong)

    @property
    def published_date(self) -> PartialDate | None:
        return read_query(self.published_on) if self.published_on else None

    @property
    def looked_at_date(self) -> PartialDate | None:
        return read_query(self.looked_at) if self.looked_at else None

    @cached_property
    def last_line(self) -> int:
        return self.lines.aggregate(last=Max("number"))["last"] or 0


class SourceLine(RecordTable, Versioned):
    """One line of a source's text, unchanged; numbers count from 1."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="lines", verbose_name="来源")
    number = models.PositiveIntegerField("行号")
    text = models.TextField("原文", blank=True)

    natural_fields = ("source", "number")
    part_of = "source"

    class Meta:
        verbose_name = verbose_name_plural = "原文行"
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="source_line_once")
        ]

    def __str__(self):
        return f"{self.source} 第{self.number}行"


class Record(Versioned, Timestamped, Curated):
    """A record with its wording as printed; what it rests on are its `citations`, if it has any."""

    wording = models.TextField("原文")

    class Meta(Curated.Meta):
        abstract = True

    def printed_text(self):
        """The whole text that the record's lines print, without layout."""
        raise NotImplementedError


class Erratum(RecordTable, Curated):
    """A misprint with its correction and the reason; the record's wording is not changed."""

    class Kind(models.TextChoices):
        DROPPED = "dropped", _("脱字")
        EXTRA = "extra", _("衍字")
        MISTAKEN = "mistaken", _("误字")
        SPACE = "space", _("衍空格")
        PUNCTUATION = "punctuation", _("标点")
        TRUNCATED = "truncated", _("残缺")
        MISPLACED = "misplaced", _("窜入")
        QUERY = "query", _("存疑")

    # Each concrete class has a `record`, and a `field` whose choices are FIELDS: the record's
    # fields that can contain misprints.
    kind = models.CharField("类别", max_length=12, choices=Kind)
    printed = models.TextField("原样")
    reading = models.TextField("应作", blank=True, help_text="留空表示不属本条，或不作改读。")
    reason = models.TextField("理由")

    objects = CuratedManager()
    natural_fields = ("record", "field", "printed")
    part_of = "record"

    class Meta(Curated.Meta):
        abstract = True
        verbose_name = verbose_name_plural = "勘误"
        ordering = ["pk"]
        constraints = [
            *Curated.Meta.constraints,
            models.UniqueConstraint(fields=["record", "field", "printed"], name="%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.printed} → {self.reading or self.get_kind_display()}"

    def clean(self):
        if self.field not in self.FIELDS or self.record_id is None:
            return  # the field itself reports it
        text = getattr(self.record, self.field)
        if self.printed and text.count(self.printed) != 1:
            raise ValidationError(
                {"printed": f"“{self.printed}”须在所选的栏里恰好出现一次，照原样抄录。"}
            )
