"""What may be suggested while a reader types, and the beginnings under which it is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# More is typed by nobody who still waits for a suggestion.
LONGEST_KEY = 40


class BytewiseField(models.CharField):
    """Text in the order of its code points on every database, so that a prefix is a range."""

    def db_parameters(self, connection):
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return super().db_parameters(connection) | collation


class Suggestion(models.Model):
    """`names` are the other names under which it is found, one to a line.

    `spelling` is its pinyin in one word; `weight` is the number of records that have it.
    """

    class Kind(models.TextChoices):
        TITLE = "title", _("题名")
        BODY = "body", pgettext_lazy("one", "发布主体")
        PROVINCE = "province", _("省份")
        PHRASE = "phrase", _("常用语")

    text = BytewiseField("文字", max_length=100)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    weight = models.PositiveIntegerField("分量", default=1)
    names = models.TextField("别名", blank=True)
    spelling = models.CharField("拼音", max_length=LONGEST_KEY, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索建议"
        constraints = [models.UniqueConstraint(fields=["text"], name="suggested_once")]

    def __str__(self):
        return self.text

    @property
    def known_as(self) -> tuple[str, ...]:
        return tuple(self.names.split("\n")) if self.names else ()


class SuggestionKey(models.Model):
    """One beginning of a suggestion: of its text, pinyin or initials, whole or from further on."""

    class Rank(models.IntegerChoices):
        """How near the beginning is to the text itself; the nearer is offered first."""

        TEXT = 0
        LATER_TEXT = 1
        PINYIN = 2
        LATER_PINYIN = 3
        INITIALS = 4
        LATER_INITIALS = 5

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="keys")
    key = BytewiseField(max_length=LONGEST_KEY)
    rank = models.PositiveSmallIntegerField(choices=Rank)

    class Meta:
        verbose_name = verbose_name_plural = "检索建议的键"
        indexes = [models.Index(fields=["key"], name="suggestion_key")]

    def __str__(self):
        return self.key


class SuggestionsBuilt(models.Model):
    """One row: from which revision of the records, by which rules."""

    token = models.CharField(max_length=32, blank=True)
    rules = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检索建议的数据版本"

    def __str__(self):
        return self.token
