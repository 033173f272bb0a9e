"""Measures that colour the tiles in steps: an excerpt's length, or occurrences of words."""

from bisect import bisect_left
from collections.abc import Container, Iterable

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.models.corrections import corrections
from portal.search.highlight import hits
from portal.search.query import Query
from portal.web.forms.fields import QueryForm, WordsField
from portal.web.past.asked import day_field, refuse_day
from portal.web.response_cache import parameters
from provinces.models import Excerpt

LENGTH, PHRASE = "length", "phrase"
STEPS = range(1, 6)


class MeasureForm(QueryForm):
    """`measure`, and `q` with the words to count; `q` alone implies the measure."""

    measure = forms.ChoiceField(
        label=_("着色依据"),
        required=False,
        choices=[(LENGTH, _("摘录字数")), (PHRASE, _("词语次数"))],
        error_messages={"invalid_choice": _("“%(value)s”不是着色依据：可用 length 或 phrase。")},
    )
    q = WordsField(label=_("词语"), required=False)
    as_of = day_field()

    def clean_q(self) -> Query | None:
        query = self.cleaned_data["q"]
        if query and not query.words:
            sentence = gettext("%(query)s只有要排除的词：请写要数的词。")
            raise forms.ValidationError(sentence % {"query": query})
        return query

    def clean(self):
        cleaned = super().clean()
        refuse_day(self)
        if cleaned.get("as_of") and self.query:
            sentence = gettext("%(query)s只在现在的摘录里查：不能与 as_of 同用。")
            self.add_error("q", sentence % {"query": self.query})
        return cleaned

    @property
    def query(self) -> Query:
        return self.cleaned_data.get("q") or Query()

    @property
    def chosen(self) -> str:
        return self.cleaned_data.get("measure") or (PHRASE if self.query else LENGTH)


parameters.register(*MeasureForm.base_fields)


class Length:
    """The length of excerpts in characters; a step is a fifth of the units (quintile).

    `lengths` are those of the units that have an excerpt.
    """

    name = LENGTH

    def __init__(self, lengths: Iterable[int]):
        self.lengths = sorted(lengths)

    def value(self, excerpt: Excerpt) -> int:
        return len(excerpt.wording)

    def step(self, value: int) -> int:
        return 1 + len(STEPS) * bisect_left(self.lengths, value) // len(self.lengths)

    def say(self, value: int) -> str:
        return ngettext("摘录 %(n)s 字", "摘录 %(n)s 字", value) % {"n": value}

    def legend(self, step: int) -> str:
        """The range of lengths of a step; empty if no excerpt is on it."""
        found = [length for length in self.lengths if self.step(length) == step]
        if not found:
            return ""
        span = f"{found[0]}—{found[-1]}" if found[0] < found[-1] else f"{found[0]}"
        return gettext("%(span)s 字") % {"span": span}


class Occurrences:
    """How often the query's words occur in an excerpt and the names that it goes by.

    Zero in excerpts that are not among those `found` for the whole query.
    """

    name = PHRASE
    # Zero and one are two steps apart, because whether the words occur at all matters most.
    STEP_OF = {0: 1, 1: 3, 2: 4, 3: 5}
    MANY = max(STEP_OF)

    def __init__(self, query: Query, found: Container[int]):
        self.words = query.words
        self.found = found

    def value(self, excerpt: Excerpt) -> int:
        if excerpt.pk not in self.found:
            return 0
        unit = excerpt.unit
        names = (unit.name, unit.short_name, excerpt.unit_text, excerpt.plan_title)
        in_names = max(len(hits(name, self.words)) for name in names)
        readings = corrections(excerpt.errata.all(), "wording")
        return in_names + len(hits(excerpt.wording, self.words, readings))

    def step(self, value: int) -> int:
        return self.STEP_OF[min(value, self.MANY)]

    def say(self, value: int) -> str:
        if not value:
            return gettext("未见")
        return ngettext("%(n)s 次", "%(n)s 次", value) % {"n": value}

    def legend(self, step: int) -> str:
        """The numbers of occurrences of a step; empty if no excerpt is on it."""
        value = {step: value for value, step in self.STEP_OF.items()}.get(step)
        if value is None:
            return ""
        if value == self.MANY:
            return gettext("%(n)s 次及以上") % {"n": value}
        return self.say(value)


Measure = Length | Occurrences
