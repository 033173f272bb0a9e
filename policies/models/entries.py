"""National policies and milestones, the entries of the timeline."""

from contextlib import contextmanager
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policies.models import timeline_dates
from policies.models.bodies import Body
from policies.models.dated import Dated, of_dates
from policies.models.document_facts import DocumentFacts
from policies.models.predecessors import Predecessors
from policies.models.querysets import EntryManager
from policies.models.status_evidence import unsupported
from portal.changes.recording import parts, rows_with
from portal.models import Record, Slugged
from portal.text import dates


class Kind(models.TextChoices):
    WORK_REPORT = "work_report", _("政府工作报告")
    DOCUMENT = "document", _("政策文件")
    LEGISLATION = "legislation", _("法律法规")
    MEETING = "meeting", _("会议讲话")
    FORUM = "forum", _("论坛峰会")
    INSTITUTION = "institution", _("机制机构")
    PLATFORM = "platform", _("平台建设")
    ASSESSMENT = "assessment", _("评估调查")


class Precision(models.TextChoices):
    YEAR = dates.YEAR, "年"
    MONTH = dates.MONTH, "月"
    DAY = dates.DAY, "日"
    RANGE = dates.RANGE, "起止日"


class OfPolicy:
    """A row whose changes settle the timeline dates of a policy and its milestones."""

    to_policy: ClassVar[str] = "policy"  # from the row to the policy

    @classmethod
    @contextmanager
    def settling(cls, keys):
        policies = cls._policies(keys)
        yield
        for part in parts(sorted(policies | cls._policies(keys))):
            timeline_dates.settle(Policy.objects.filter(pk__any_of=part))

    @classmethod
    def _policies(cls, keys: list[int | None]) -> set[int]:
        rows = cls.objects.order_by().values_list(cls.to_policy, flat=True)
        return set(rows_with(rows, "pk", keys)) - {None}


class Entry(OfPolicy, Dated, Slugged, Record, DocumentFacts):
    """The common part of policies and milestones.

    `date_*` is the date that the record's own source states. `timeline_*` is the date used
    on the timeline, which may be the twin's (see `policies.models.timeline_dates`).
    """

    title = models.CharField("题名", max_length=300)
    kind = models.CharField("类型", max_length=20, choices=Kind, db_index=True)
    date_text = models.CharField("原文日期", max_length=60, help_text="来源中的写法，如 9月25日。")
    date_start = models.DateField("起")
    date_end = models.DateField("止")
    date_precision = models.CharField("精度", max_length=5, choices=Precision)
    date_qualifier = models.CharField(
        "日期写法",
        max_length=12,
        choices=dates.QUALIFIERS,
        blank=True,
        help_text="如约、之前、下旬；空白是写明的日期。",
    )
    checked_date = models.CharField(
        "已核对的日期",
        max_length=21,
        blank=True,
        editable=False,
        help_text="远在他处而确实无误的日期，如 9021-01-01；改了日期须再核对。",
    )
    timeline_start = models.DateField("时间线起", editable=False)
    timeline_end = models.DateField("时间线止", editable=False)
    timeline_precision = models.CharField(
        "时间线精度", max_length=5, choices=Precision, editable=False
    )
    timeline_qualifier = models.CharField(
        "时间线日期写法",
        max_length=12,
        choices=dates.QUALIFIERS,
        blank=True,
        editable=False,
    )

    objects = EntryManager()
    known_by = ("title",)
    reference_names = ("slug", "title")
    numbered_in = ("title", "wording")
    own_numbers = ("number",)
    title_stands_in = "wording"

    class Meta(Record.Meta):
        abstract = True
        ordering = ["-timeline_start", "-timeline_end", "-pk"]
        indexes = [
            models.Index(
                fields=["timeline_start", "timeline_end", "id"], name="%(class)s_timeline"
            ),
        ]
        constraints = [
            *Record.Meta.constraints,
            *of_dates,
        ]

    def __str__(self):
        """The heading if the query has annotated it (`EntryQuerySet.headed`), else the title."""
        return self.__dict__.get("heading") or self.title

    def clean(self):
        errors = {}
        for check in (super().clean, self.check_date):
            try:
                check()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    @classmethod
    def refused_together(cls, rows):
        rows = list(rows)
        for entry, sentence in unsupported((one for one in rows if isinstance(one, cls)), rows):
            yield entry, ValidationError({"status": sentence})

    def why_not_merged_with(self, gone):
        told = Predecessors().between(self, gone)
        return f"{told}，合并以后就成了自己修订、废止自己。请先更正关系。" if told else ""

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=timeline_dates.COLUMNS)


class Policy(Entry):
    """A national policy: a row of 时间 / 发布主体 / 政策规划 / 要点; `wording` is the 要点."""

    bodies_text = models.CharField("原文发布主体", max_length=300, blank=True)
    title_text = models.CharField("原文政策规划", max_length=300, blank=True)
    bodies = models.ManyToManyField(Body, through="PolicyIssuance", verbose_name="发布主体")

    numbered_in = ("title", "title_text", "wording")
    title_stands_in = "title_text"
    twin = "milestones"
    moves = (twin,)
    to_policy = "pk"

    class Meta(Entry.Meta):
        verbose_name = verbose_name_plural = "国家政策"

    def printed_text(self):
        return self.date_text + self.bodies_text + self.title_text + self.wording


class Milestone(Entry):
    """An item of the chronicle 大事记条目; `policy` is its twin, the same document's policy."""

    policy = models.ForeignKey(
        Policy,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="所记政策",
    )
    document_title = models.CharField(
        "会议通过的文件",
        max_length=300,
        blank=True,
        help_text="会议通过文件的，写文件题名，不加书名号；以这个题名也查得到本条。",
    )
    adopted_at = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="通过本文件的会议",
    )
    bodies = models.ManyToManyField(Body, through="MilestoneIssuance", verbose_name="发布主体")

    twin = "policy"
    moves = (twin,)

    class Meta(Entry.Meta):
        verbose_name = verbose_name_plural = "大事记条目"
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True) | ~Q(adopted_at=F("pk")),
                name="milestone_not_adopted_at_itself",
                violation_error_message="通过本文件的会议不能是本条自己。",
            ),
        ]

    @classmethod
    @contextmanager
    def settling(cls, keys):
        with super().settling(keys):
            yield
        timeline_dates.unpair(rows_with(cls.objects.filter(policy=None), "pk", keys))

    def printed_text(self):
        return f"{self.date_text}：{self.wording}"
