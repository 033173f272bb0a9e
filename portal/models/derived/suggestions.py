"""Suggestions while typing, and the keys (beginnings of names) that find them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Characters; nobody types more before choosing a suggestion.
LONGEST_KEY = 40


class BytewiseField(models.CharField):
    """Text sorted by code points on every database, so that a prefix search is a range."""

    def db_parameters(self, connection):
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return super().db_parameters(connection) | collation


class Suggestion(models.Model):
    """`names` are other names that find it, one per line.

    `spelling` is its pinyin as one word; `weight` is the number of records that contain it.
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


class SuggestionKey(models.Model):
    """A beginning of a suggestion's text, pinyin or initials, not always from its start."""

    class Rank(models.IntegerChoices):
        """How close the key is to the text itself; closer ones are offered first."""

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
    """One row: the revision of the records, and the rules, that the suggestions were built from."""

    token = models.CharField(max_length=32, blank=True)
    rules = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检索建议的数据版本"

    def __str__(self):
        return self.token
