"""The filters of every list of entries: one set for every page and format.

A bad value is an error of `form` that names it, and filters nothing.
"""

import django_filters
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models import Body, Kind
from portal.index.querysets import DocumentQuerySet, documents
from portal.models import Source
from portal.search import index
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.form_fields import (
    ChoicesField,
    PartialDateField,
    QueryForm,
    RecordsField,
    WordsField,
    YearsField,
)

NEWEST_FIRST, OLDEST_FIRST, RELEVANCE = "-date", "date", "relevance"


class VocabularyFilter(django_filters.Filter):
    """Says one word of the queryset's vocabulary with the cleaned value.

    Of a dimension of the index, with the keys of the chosen values.
    """

    def __init__(self, word: str, field_class: type[forms.Field], *, dimension="", **kwargs):
        self.field_class = field_class
        self.word, self.dimension = word, dimension
        super().__init__(**kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        narrow = getattr(queryset, self.word)
        if not self.dimension:
            return narrow(value)
        return narrow(self.dimension, [getattr(one, "pk", one) for one in value])


class StartingFilter(VocabularyFilter):
    """Validated with the filters; a list is begun with it, and not narrowed by it afterwards."""

    def __init__(self, field_class: type[forms.Field], **kwargs):
        super().__init__("holding", field_class, **kwargs)

    def filter(self, queryset, value):
        return queryset


class SortFilter(django_filters.ChoiceFilter):
    """Validated with the filters, applied where the page is cut."""

    def filter(self, queryset, value):
        return queryset


class EntryForm(QueryForm):
    def clean(self):
        super().clean()
        # An emptied search field is sent with the order that it had.
        if self.cleaned_data.get("sort") == RELEVANCE and "q" not in self.data:
            sentence = gettext("“relevance”须与检索词 q 同用：没有检索词，就没有相关度。")
            self.add_error("sort", sentence)
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first.start > last.end:
            sentence = gettext("“%(to)s”早于起始日期“%(from)s”：请对调，或改其中一个。")
            raise forms.ValidationError({"to": sentence % {"to": last.iso, "from": first.iso}})
        return self.cleaned_data


class EntryFilter(django_filters.FilterSet):
    """Applies to any queryset of documents; `data` is the page's query string."""

    q = StartingFilter(WordsField, label=_("检索词"))
    year = VocabularyFilter("overlapping", YearsField, label=_("年份"))
    date_from = VocabularyFilter("since", PartialDateField, label=_("起始"))
    date_to = VocabularyFilter("until", PartialDateField, label=_("截止"))
    body = VocabularyFilter(
        "linked", RecordsField, dimension="body", label=_("发布主体"), queryset=Body.objects
    )
    kind = VocabularyFilter(
        "having", ChoicesField, dimension="kind", label=_("类型"), choices=Kind.choices
    )
    source = VocabularyFilter(
        "having", RecordsField, dimension="source", label=_("来源"), queryset=Source.objects
    )
    sort = SortFilter(
        label=_("排序"),
        choices=[
            (NEWEST_FIRST, _("由新到旧")),
            (OLDEST_FIRST, _("由旧到新")),
            (RELEVANCE, _("按相关度")),
        ],
        error_messages={
            "invalid_choice": _("“%(value)s”不是排序方式：可用 -date、date 或 relevance。")
        },
    )

    class Meta:
        form = EntryForm

    # `from` is a Python keyword, so the two names are given here.
    PARAMETERS = {"date_from": "from", "date_to": "to"}

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        return {cls.PARAMETERS.get(name, name): filter_ for name, filter_ in filters.items()}

    def __init__(self, data):
        super().__init__(data, queryset=documents().none())
        self.form.is_valid()

    def narrow(self, scope: str, *without: str) -> DocumentQuerySet:
        """A list under all filters, or under all but some, for those ones' own counts."""
        if self.query and "q" not in without:
            return self.found(self.query, scope, *without)
        return self.apply(documents().on(scope), *without)

    def found(self, query: Query, scope: str, *without: str) -> DocumentQuerySet:
        """What on a list holds `query`, under the other filters, or all but some."""
        narrowed = bool(self.asked_without("q", *without))
        return self.apply(index.matching(query, scope, narrowed=narrowed), *without)

    def apply(self, found: DocumentQuerySet, *without: str) -> DocumentQuerySet:
        """`found` under all filters other than the query, or all but some."""
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                found = self.filters[name].filter(found, value)
        return found

    @property
    def asked(self) -> list[tuple[str, list]]:
        """The filters in force, one form for each meaning: what a kept answer goes by."""
        return self.asked_without()

    def asks_words_alone(self) -> bool:
        """Whether there is a query, and no other filter."""
        return [name for name, _ in self.asked] == ["q"]

    def asked_without(self, *without: str) -> list[tuple[str, list]]:
        """The same, all but some."""
        asked = []
        for name, value in self.form.cleaned_data.items():
            if value and name not in ("sort", *without):
                values = value if isinstance(value, list) else [value]
                asked.append((name, sorted(map(_meaning, values))))
        return asked

    @property
    def query(self) -> Query | None:
        """The search words of a valid `q`."""
        return self.form.cleaned_data.get("q") or None

    @property
    def order(self) -> str:
        wanted = self.form.cleaned_data.get("sort") or NEWEST_FIRST
        return NEWEST_FIRST if wanted == RELEVANCE and not self.query else wanted


def _meaning(value) -> object:
    """All that a valid value asks for: two that ask for different things differ in it."""
    if isinstance(value, Query):
        return value.meaning
    if isinstance(value, PartialDate):
        return value.iso
    return getattr(value, "slug", value)
