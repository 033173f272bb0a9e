"""The filters of every list of entries: one set for every page and format.

A bad value is an error of `form` that names it, and filters nothing.
"""

import django_filters
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models import Body, Kind, Milestone
from policies.querysets import EntryQuerySet
from portal.fields import (
    ChoicesField,
    PartialDateField,
    QueryForm,
    RecordsField,
    WordsField,
    YearsField,
)
from portal.models import Source

NEWEST_FIRST, OLDEST_FIRST = "-date", "date"


class VocabularyFilter(django_filters.Filter):
    """Says one word of the queryset's vocabulary with the cleaned value."""

    def __init__(self, word: str, field_class: type[forms.Field], **kwargs):
        self.field_class = field_class
        self.word = word
        super().__init__(**kwargs)

    def filter(self, queryset, value):
        return getattr(queryset, self.word)(value) if value else queryset


class SortFilter(django_filters.ChoiceFilter):
    """Validated with the filters, applied where the page is cut."""

    def filter(self, queryset, value):
        return queryset


class DateSpanForm(QueryForm):
    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first.start > last.end:
            sentence = gettext("“%(to)s”早于起始日期“%(from)s”：请对调，或改其中一个。")
            raise forms.ValidationError({"to": sentence % {"to": last.iso, "from": first.iso}})
        return self.cleaned_data


class EntryFilter(django_filters.FilterSet):
    """Applies to any queryset of entries; `data` is the page's query string, validated at once."""

    q = VocabularyFilter("mentioning", WordsField, label=_("检索词"))
    year = VocabularyFilter("overlapping", YearsField, label=_("年份"))
    date_from = VocabularyFilter("since", PartialDateField, label=_("起始"))
    date_to = VocabularyFilter("until", PartialDateField, label=_("截止"))
    body = VocabularyFilter("issued_by", RecordsField, label=_("发布主体"), queryset=Body.objects)
    kind = VocabularyFilter("of_kind", ChoicesField, label=_("类型"), choices=Kind.choices)
    source = VocabularyFilter("told_by", RecordsField, label=_("来源"), queryset=Source.objects)
    sort = SortFilter(
        label=_("排序"),
        choices=[(NEWEST_FIRST, _("由新到旧")), (OLDEST_FIRST, _("由旧到新"))],
        error_messages={"invalid_choice": _("“%(value)s”不是排序方式：可用 -date 或 date。")},
    )

    class Meta:
        form = DateSpanForm

    # `from` is a Python keyword, so the two names are given here.
    PARAMETERS = {"date_from": "from", "date_to": "to"}

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        return {cls.PARAMETERS.get(name, name): filter_ for name, filter_ in filters.items()}

    def __init__(self, data):
        super().__init__(data, queryset=Milestone.objects.none())
        self.form.is_valid()

    def narrow(self, queryset: EntryQuerySet, *without: str) -> EntryQuerySet:
        """`queryset` under all filters, or under all but some, for those ones' own counts."""
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def asked(self) -> list[tuple[str, list[str]]]:
        """The filters in force, one form for each meaning: what a kept answer goes by."""
        asked = []
        for name, value in self.form.cleaned_data.items():
            if value and name != "sort":
                values = value if isinstance(value, list) else [value]
                asked.append((name, sorted(str(getattr(one, "slug", one)) for one in values)))
        return asked

    @property
    def oldest_first(self) -> bool:
        return self.form.cleaned_data.get("sort") == OLDEST_FIRST
