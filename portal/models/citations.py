"""Citations: what a record rests on, where the source says so, and which statements that supports.

A citation is a part of its record, as errata are. One of a text that is kept here line by line
has line numbers as its place; one of any other source says its place in words.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from portal.models.base import RecordTable
from portal.models.curated import expect_founded
from portal.models.fields import WebAddressField
from portal.models.records import Source, SourceLine

_LINES = re.compile(r"第?([1-9][0-9]{0,6})(?:[-–—~～至]第?([1-9][0-9]{0,6}))?行?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")
_BLANK = re.compile(r"\s+")


def read_lines(place: str) -> tuple[int, int] | None:
    """463-466, or 第463行 as people type it; None for a place that is no line numbers."""
    match = _LINES.fullmatch(_BLANK.sub("", place.translate(_HALF_WIDTH)))
    return (int(match[1]), int(match[2] or match[1])) if match else None


def place_of(first: int, last: int) -> str:
    """The place of lines of a text as it is stored."""
    return str(first) if first == last else f"{first}-{last}"


def _keys(value: str | list[str] | None) -> list[str]:
    return (value if isinstance(value, str) else " ".join(value or [])).split()


class StatementsChoice(forms.MultipleChoiceField):
    """Checkboxes for the keys of statements, which are stored as one text: "title date"."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return _keys(value)

    def to_python(self, value):
        return super().to_python(_keys(value))

    def clean(self, value):
        chosen = super().clean(value)
        return " ".join(key for key, _ in self.choices if key in chosen)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class StatementsField(models.CharField):
    """Keys of statements of a record, in the order of the model's STATEMENTS, between spaces."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 150} | kwargs)

    def get_default(self):
        """All statements but those that nobody should claim without thinking of them."""
        known = getattr(self.model, "STATEMENTS", {})
        return " ".join(key for key in known if key not in self.model.SAID_ALONE)

    def clean(self, value, model_instance):
        value = " ".join(value.split()) if isinstance(value, str) else value
        cleaned = super().clean(value, model_instance)
        known = model_instance.STATEMENTS
        if unknown := [key for key in cleaned.split() if key not in known]:
            sentence = f"没有“{unknown[0]}”这种陈述：可用 {'、'.join(known)}。"
            raise ValidationError(sentence)
        return " ".join(key for key in known if key in cleaned.split())

    def labels(self, value: str) -> str:
        """题名、日期."""
        known = self.model.STATEMENTS
        return "、".join(str(known.get(key, key)) for key in value.split())

    def formfield(self, **kwargs):
        return StatementsChoice(
            label=self.verbose_name,
            help_text=self.help_text,
            choices=list(self.model.STATEMENTS.items()),
            initial=self.get_default(),
            error_messages={"required": "请选择它支持哪些陈述。"},
        )


class PlaceInSource(models.Model):
    """What rests on a place in a source: where it is, and the words quoted.

    `place` is line numbers such as 463-466 for a text kept here; then `line_start` and `line_end`
    follow from it. Otherwise it is what a reader needs to find it: 第 3 页, 第二条.
    """

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="+", verbose_name="来源", db_index=False
    )
    place = models.CharField(
        "位置",
        max_length=100,
        blank=True,
        help_text="逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。",
    )
    url = WebAddressField(
        "网址", max_length=500, blank=True, help_text="直达这一处的网址，与来源的网址相同的不写。"
    )
    quote = models.TextField("引文", blank=True, help_text="来源的原话，一字不改。")
    line_start = models.PositiveIntegerField(null=True, editable=False)
    line_end = models.PositiveIntegerField(null=True, editable=False)

    rests_on = ("source",)

    class Meta:
        abstract = True

    def derive(self):
        self.line_start, self.line_end = read_lines(self.place) or (None, None)

    def clean(self):
        expect_founded(self, public=self.record.is_published)
        if self.source_id is not None:  # otherwise the field itself reports it
            self.clean_place()

    def clean_place(self) -> None:
        """Raises ValidationError unless the source has this place, and there the quoted words."""
        if lines := read_lines(self.place):
            self._check_lines(*lines)
        elif self.place and self.source.kind == Source.Kind.TEXT:
            raise ValidationError(
                {"place": f"“{self.place}”不是行号：“{self.source}”逐行收录，请写 463-466 一类。"}
            )

    def _check_lines(self, first: int, last: int) -> None:
        if self.source.kind != Source.Kind.TEXT:
            sentence = f"“{self.place}”没有说是页、条还是段：请写 第 {self.place} 页 一类。"
            raise ValidationError({"place": sentence})
        if first > last:
            raise ValidationError({"place": f"“{self.place}”的起始行大于结束行。"})
        if last > self.source.last_line:
            sentence = f"来源只有 {self.source.last_line} 行，没有第 {last} 行。"
            raise ValidationError({"place": sentence})
        self.place = place_of(first, last)
        if self.quote and _joined(self.quote) not in _joined(self._text_of_lines(first, last)):
            raise ValidationError({"quote": f"“{self.quote}”不在这几行里：请照原文抄录。"})

    def _text_of_lines(self, first: int, last: int) -> str:
        lines = SourceLine.objects.filter(source=self.source_id, number__range=(first, last))
        return "".join(lines.order_by("number").values_list("text", flat=True))

    def lines_text(self) -> str:
        return lines_text(self.line_start, self.line_end)

    def place_text(self) -> str:
        """第 463—466 行, or the place as it was written."""
        return self.place if self.line_start is None else self.lines_text()

    def page_url(self) -> str:
        """The source's page here, with the lines marked; "" if the source is not public."""
        if not self.source.is_published:
            return ""
        address = self.source.get_absolute_url()
        if self.line_start is None:
            return address
        return lines_url(address, self.line_start, self.line_end)


class Citation(PlaceInSource, RecordTable):
    """A place in a source that supports statements of a record, in the order of `position`."""

    # Each concrete class has a `record`, and STATEMENTS: the statements of such records by key.
    STATEMENTS: dict[str, str]
    SAID_ALONE = frozenset({"status"})

    position = models.PositiveSmallIntegerField("次序", default=1)
    supports = StatementsField("支持的陈述")

    natural_fields = ("record", "source", "place")
    part_of = "record"

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "出处"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["source", "line_start", "record"], name="%(class)s_line")]
        constraints = [
            models.UniqueConstraint(fields=["record", "source", "place"], name="%(class)s_once"),
            models.CheckConstraint(
                condition=Q(line_start__isnull=True, line_end__isnull=True)
                | Q(line_start__gte=1, line_start__lte=F("line_end")),
                name="%(class)s_lines_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.place}".strip()


def _joined(text: str) -> str:
    return _BLANK.sub("", text)


def lines_text(first: int, last: int, gettext=gettext) -> str:
    if first == last:
        return gettext("第 %(line)s 行") % {"line": first}
    return gettext("第 %(first)s—%(last)s 行") % {"first": first, "last": last}


def lines_url(source: str, first: int, last: int) -> str:
    """The page of the source at this address with these lines marked."""
    return f"{source}?lines={first}-{last}#L{first}"
