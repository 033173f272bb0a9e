"""What a document is known by besides its title: number, dates, official text, status."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models.fields import PartialDateField, WebAddressField


class Status(models.TextChoices):
    """Whether a document is in force."""

    IN_FORCE = "in_force", _("现行有效")
    AMENDED = "amended", _("已被修改")
    PARTLY_VOID = "partly_void", _("部分失效")
    REPEALED = "repealed", _("废止")
    UNKNOWN = "unknown", _("未知")


class DocumentFacts(models.Model):
    """Columns of an entry; empty, or of unknown status, where no source says anything."""

    number = models.CharField(
        "发文字号",
        max_length=100,
        blank=True,
        help_text="照来源抄录，如 国办发〔2016〕55号、国务院令第716号；来源没有的留空。",
    )
    written_on = PartialDateField(
        "成文日期", blank=True, help_text="落款的日期，写到知道的程度；来源没有的留空。"
    )
    published_on = PartialDateField(
        "发布日期", blank=True, help_text="向社会公布的日期；来源没有的留空。"
    )
    in_force_on = PartialDateField(
        "施行日期", blank=True, help_text="自何日起施行；来源没有的留空。"
    )
    official_url = WebAddressField(
        "官方文本网址", max_length=500, blank=True, help_text="发布机关网站上的全文。"
    )
    status = models.CharField("效力状态", max_length=12, choices=Status, default=Status.UNKNOWN)

    class Meta:
        abstract = True
