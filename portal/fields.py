"""Form fields of query parameters. Every error names the value that is wrong."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.dates import YEAR, DateError, PartialDate, read_query, read_typed

# More alternatives than anyone chooses; a database's expressions have a greatest depth.
MOST_VALUES = 100


class RepeatableField(forms.Field):
    """A parameter that may occur several times; blank and repeated values are passed over."""

    widget = forms.SelectMultiple

    def to_python(self, value) -> list[str]:
        values = list(dict.fromkeys(text.strip() for text in value or [] if text.strip()))
        if len(values) > MOST_VALUES:
            raise ValidationError(
                f"{self.label}一次最多选 {MOST_VALUES} 个，"
                f"这里有 {len(values)} 个（“{values[0]}”等）。"
            )
        return values


class QueryForm(forms.Form):
    """A query string; a parameter that may stand only once is not silently taken twice."""

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            given = list(dict.fromkeys(self.data.getlist(name))) if self._repeats() else []
            if len(given) > 1 and not isinstance(field, RepeatableField):
                said = "、".join(f"“{value}”" for value in given)
                self.add_error(
                    name, ValidationError(f"{said}：{field.label}只能给一个值。", code="repeated")
                )
        return cleaned

    def _repeats(self) -> bool:
        return isinstance(self.data, QueryDict)


class YearsField(RepeatableField):
    """→ the years as dates."""

    def to_python(self, value) -> list[PartialDate]:
        return [_year(text) for text in super().to_python(value)]


def _year(text: str) -> PartialDate:
    try:
        date = read_query(text)
    except DateError:
        date = None
    if date is None or date.precision != YEAR:
        raise ValidationError(f"“{text}”不是年份：请写四位数字，如 2018。")
    return date


class ChoicesField(RepeatableField):
    """→ the values, all of them among `choices`."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = dict(choices)

    def to_python(self, value) -> list[str]:
        values = super().to_python(value)
        for text in values:
            if text not in self.choices:
                raise ValidationError(
                    f"“{text}”不是可用的{self.label}：可用 {'、'.join(self.choices)}。"
                )
        return values


class RecordsField(RepeatableField):
    """Slugs → the records of `queryset` that have them."""

    def __init__(self, *, queryset, **kwargs):
        super().__init__(**kwargs)
        self.queryset = queryset

    def to_python(self, value):
        slugs = super().to_python(value)
        valid = [slug for slug in slugs if slug.isascii() and slug.isprintable()]
        found = {record.slug: record for record in self.queryset.filter(slug__in=valid)}
        for slug in slugs:
            if slug not in found:
                raise ValidationError(f"没有标识为“{slug}”的{self.label}。")
        return list(found.values())


class PartialDateField(forms.CharField):
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` → a date with its precision."""

    def to_python(self, value) -> PartialDate | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_query(text)
        except DateError as error:
            raise ValidationError(f"{error}。") from error


class TypedDateField(forms.CharField):
    """A date in the forms that people type: 2016, 2016年7月, 2016/7/27, 2018年4月22—24日."""

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
            raise ValidationError(f"{error}。") from error

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
