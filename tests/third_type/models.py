"""A provincial document: dated or not, of a level that no other record type has."""

from django.db import models

from portal.models import Citation, Record, Slugged
from portal.models.curated import CuratedManager
from portal.text.dates import PartialDate


class Level(models.TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"


class ProvincialDocument(Slugged, Record):
    title = models.CharField("题名", max_length=300)
    level = models.CharField("层级", max_length=20, choices=Level)
    date_start = models.DateField("起", null=True, blank=True)
    date_end = models.DateField("止", null=True, blank=True)
    date_precision = models.CharField("精度", max_length=5, blank=True)

    objects = CuratedManager()
    reference_names = ("slug", "title")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "省级文件"
        ordering = ["slug"]

    def __str__(self):
        return self.title

    @property
    def date(self) -> PartialDate | None:
        if self.date_start is None:
            return None
        return PartialDate(self.date_start, self.date_end, self.date_precision)

    def printed_text(self):
        return self.wording


class ProvincialDocumentCitation(Citation):
    STATEMENTS = {"title": "题名", "wording": "原文"}
    record = models.ForeignKey(
        ProvincialDocument, models.CASCADE, related_name="citations", db_index=False
    )
