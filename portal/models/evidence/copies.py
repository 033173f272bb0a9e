"""Archived copies of sources; the bytes of each file are stored once, by their checksum."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Substr
from django.utils import timezone

from portal.models.base import RecordTable
from portal.models.fields import PartialDateField
from portal.models.records import Source
from portal.text.dates import PartialDate, read_query
from portal.text.sizes import size_text

SHORT = 16  # characters of a checksum in an address
AT_ONCE = 2**20  # bytes that are read together
FORGOTTEN = timedelta(days=7)


class StoredFileQuerySet(models.QuerySet):
    def store(self, content: bytes, form: str) -> str:
        """Store a file unless it is there already; returns its checksum."""
        sha256 = hashlib.sha256(content).hexdigest()
        given = {"content": content, "form": form, "size": len(content)}
        self.defer("content").get_or_create(sha256=sha256, defaults=given)
        return sha256

    def forget_unused(self) -> None:
        """Delete files that were uploaded some days ago and have never been a copy."""
        used = ArchivedCopy.history.order_by().values("sha256")
        self.filter(uploaded__lt=timezone.now() - FORGOTTEN).exclude(sha256__in=used).delete()

    def pieces(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`, some at a time."""
        for at in range(start, end, AT_ONCE):
            length = min(AT_ONCE, end - at)
            piece = Substr("content", Value(at + 1), length, output_field=models.BinaryField())
            yield bytes(self.filter(sha256=sha256).values_list(piece, flat=True).get())


class StoredFile(models.Model):
    """The bytes of an archived file, never changed.

    Not a record, because history would copy the bytes. A copy that was deleted can be restored,
    so its file stays.
    """

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        HTML = "html", "HTML"

    sha256 = models.CharField(max_length=64, primary_key=True)
    form = models.CharField(max_length=4, choices=Form)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    uploaded = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存档文件"

    def __str__(self):
        return self.sha256


def today() -> str:
    return timezone.localdate().isoformat()


class ArchivedCopy(RecordTable):
    """A copy of a source as it was on a day; public if the source is."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="copies", verbose_name="来源")
    sha256 = models.CharField("校验和", max_length=64)
    form = models.CharField("格式", max_length=4, choices=StoredFile.Form, editable=False)
    size = models.PositiveIntegerField("字节数", editable=False)
    archived_on = PartialDateField(
        "存档日期", default=today, help_text="文件取自来源的日期，如 2025-03 或 2025年3月27日。"
    )

    natural_fields = ("source", "sha256")
    part_of = "source"

    class Meta:
        verbose_name = verbose_name_plural = "存档副本"
        ordering = ["-archived_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="archived_copy_once")
        ]

    def __str__(self):
        return f"{self.get_form_display()} {size_text(self.size)} {self.sha256[:SHORT]}"

    def clean(self):
        if self.sha256 and not StoredFile.objects.filter(sha256=self.sha256).exists():
            raise ValidationError({"sha256": "没有这个校验和的文件：请重新选择文件。"})

    def derive(self):
        """The facts about the file."""
        stored = StoredFile.objects.filter(sha256=self.sha256).values("form", "size").first()
        if stored:
            self.form, self.size = stored["form"], stored["size"]

    @property
    def date(self) -> PartialDate:
        return read_query(self.archived_on)

    @property
    def size_text(self) -> str:
        return size_text(self.size)

    @property
    def file_name(self) -> str:
        """In its address, and on the disk of who downloads it."""
        return f"{self.sha256[:SHORT]}.{self.form}"
