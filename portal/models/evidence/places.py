"""Places in sources: lines of a text that is kept here, or what a reader needs to find it."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from portal.models.fields import WebAddressField
from portal.models.records import Source, SourceLine
from portal.text.line_numbers import place_of, read_lines

_BLANK = re.compile(r"\s+")


class PlaceInSource(models.Model):
    """What says of its `record` what a source says: where it says it, and the words quoted.

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
        indexes = [models.Index(fields=["source", "line_start", "record"], name="%(class)s_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(line_start__isnull=True, line_end__isnull=True)
                | Q(line_start__gte=1, line_start__lte=F("line_end")),
                name="%(class)s_lines_in_order",
            ),
        ]

    def derive(self):
        self.line_start, self.line_end = read_lines(self.place) or (None, None)

    def clean(self):
        super().clean()
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


def _joined(text: str) -> str:
    return _BLANK.sub("", text)


def lines_text(first: int, last: int, gettext=gettext) -> str:
    if first == last:
        return gettext("第 %(line)s 行") % {"line": first}
    return gettext("第 %(first)s—%(last)s 行") % {"first": first, "last": last}


def lines_url(source: str, first: int, last: int) -> str:
    """The page of the source at this address with these lines marked."""
    return f"{source}?lines={first}-{last}#L{first}"
