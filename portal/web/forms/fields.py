"""Form fields of query parameters. Every error message quotes the wrong value."""

import re
from copy import copy

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext

from portal.prepared import Prepared, among
from portal.search.query import Query, parse
from portal.text.dates import DATE_FORMATS, YEAR, DateError, PartialDate, read_query, read_typed
from portal.text.document_numbers import parse as parse_number
from portal.text.folding import beginning

# More than anyone chooses; needed because databases limit the depth of expressions.
MOST_VALUES = 100
LONGEST_SEARCH, MOST_WORDS = 200, 10
NUL = "␀"  # shown instead of U+0000, which neither pages nor queries can contain


class Shared:
    """A field or filter that forms do not change, so that they need not copy all that is in it."""

    def __deepcopy__(self, memo):
        return copy(self)


class RepeatableField(Shared, forms.Field):
    """A parameter that may occur several times; blank and repeated values are ignored."""

    widget = forms.SelectMultiple

    def to_python(self, value) -> list[str]:
        values = list(dict.fromkeys(text.strip() for text in value or [] if text.strip()))
        if len(values) > MOST_VALUES:
            raise ValidationError(
                gettext("%(label)s一次最多选 %(most)s 个，这里有 %(given)s 个（“%(first)s”等）。")
                % {
                    "label": self.label,
                    "most": MOST_VALUES,
                    "given": len(values),
                    "first": values[0],
                }
            )
        return values


def _printable(data: QueryDict) -> QueryDict:
    shown = QueryDict(mutable=True)
    for name, values in data.lists():
        shown.setlist(name, [value.replace("\x00", NUL) for value in values])
    return shown


class QueryForm(forms.Form):
    """A query string; a repeated parameter is an error unless its field is repeatable."""

    def __init__(self, data: QueryDict, **kwargs):
        super().__init__(_printable(data), **kwargs)

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            given = list(dict.fromkeys(self.data.getlist(name)))
            if len(given) > 1 and not isinstance(field, RepeatableField):
                quoted = gettext("、").join(f"“{value}”" for value in given)
                sentence = gettext("%(values)s：%(label)s只能给一个值。")
                sentence %= {"values": quoted, "label": field.label}
                self.add_error(name, ValidationError(sentence, code="repeated"))
        return cleaned


class WholeNumberField(Shared, forms.IntegerField):
    """ASCII digits only: Python and Django would also accept 1_0, １０ and 10.0."""

    def to_python(self, value):
        text = str(value or "").strip()
        if text and not re.fullmatch("[0-9]+", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class YearsField(RepeatableField):
    def to_python(self, value) -> list[PartialDate]:
        return [_year(text) for text in super().to_python(value)]


def _year(text: str) -> PartialDate:
    try:
        date = read_query(text)
    except DateError:
        date = None
    if date is None or date.precision != YEAR:
        raise ValidationError(
            gettext("“%(text)s”不是年份：请写四位数字，如 2018。") % {"text": text}
        )
    return date


class ChoicesField(RepeatableField):
    """Values → the same list; each must be one of `choices`."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = dict(choices)

    def to_python(self, value) -> list[str]:
        values = super().to_python(value)
        for text in values:
            if text not in self.choices:
                raise ValidationError(
                    gettext("“%(text)s”不是可用的%(label)s：可用 %(choices)s。")
                    % {
                        "text": text,
                        "label": self.label,
                        "choices": gettext("、").join(self.choices),
                    }
                )
        return values


class RecordsField(RepeatableField):
    """Slugs → the published records of `model` that have them."""

    def __init__(self, *, model: type[Model], **kwargs):
        super().__init__(**kwargs)
        self.model = model
        self._named = Prepared(lambda: model.objects.published().filter(among("slug", "slugs")))

    def to_python(self, value) -> list[Model]:
        slugs = super().to_python(value)
        found = self._named.all(slugs=slugs) if slugs else []
        unknown = [slug for slug in slugs if slug not in {one.slug for one in found}]
        if unknown:
            sentence = gettext("没有标识为“%(slug)s”的%(label)s。")
            raise ValidationError(sentence % {"slug": unknown[0], "label": self.label})
        return found


class PartialDateField(Shared, forms.CharField):
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` → a date with its precision."""

    def to_python(self, value) -> PartialDate | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_query(text)
        except DateError as error:
            sentence = gettext("%(reason)s。") % {"reason": gettext(error.sentence) % error.values}
            raise ValidationError(sentence) from error


class DocumentNumberField(Shared, forms.CharField):
    """A document number in any of its forms → its key (`portal.text.document_numbers`)."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        number = parse_number(text)
        if number is None:
            sentence = gettext(
                "“%(text)s”不是发文字号：写作 国发〔2016〕55号，括号、全角半角不论；"
                "不合此式的，请用检索。"
            )
            raise ValidationError(sentence % {"text": text})
        return number.key


class WordsField(Shared, forms.CharField):
    def to_python(self, value) -> Query:
        text = super().to_python(value)
        if NUL in text:
            raise ValidationError(gettext("“%(text)s”含有空字符。") % {"text": beginning(text, 20)})
        if len(text) > LONGEST_SEARCH:
            raise ValidationError(
                gettext("“%(start)s…”太长：最多 %(most)s 个字，这里有 %(given)s 个。")
                % {"start": beginning(text, 20), "most": LONGEST_SEARCH, "given": len(text)}
            )
        query = parse(text)
        words = [*query.words, *query.without]
        if text and not words:
            raise ValidationError(gettext("“%(text)s”里没有可以检索的字。") % {"text": text})
        if len(words) > MOST_WORDS:
            raise ValidationError(
                gettext("一次最多检索 %(most)s 个词，这里有 %(given)s 个（“%(first)s”等）。")
                % {"most": MOST_WORDS, "given": len(words), "first": words[0].typed}
            )
        return query


class TypedDateField(forms.CharField):
    """A date as people type it: 2016, 2016年7月, 2016/7/27, 2018年4月22—24日."""

    def prepare_value(self, value):
        return str(value) if isinstance(value, PartialDate) else value

    def to_python(self, value) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_typed(text)
        except DateError as error:
            written = "" if DATE_FORMATS in str(error) else f"{DATE_FORMATS}。"
            raise ValidationError(f"{error}。{written}") from error

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
