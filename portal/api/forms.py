"""The API's own parameters, and the check of all parameters of a request.

Nothing is ignored: a parameter that an address does not know, or one without a value, is an error.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.api.problems import bad_parameters
from portal.models import Source
from portal.text.folding import beginning
from portal.web.forms.fields import ChoicesField, QueryForm, RecordsField, Shared
from portal.web.forms.paging import PageForm

FIRST = "*"  # the cursor to begin with
LONGEST_QUOTED = 40  # characters of a wrong value
# The names of the addresses that list the slugs of a model's records.
_listed_at: dict[type[Model], str] = {Source: "api-sources"}


def register_list(model: type[Model], name: str) -> None:
    """Say where the API lists the records of a model, for the errors of unknown slugs."""
    _listed_at[model] = name


def slugs_at(field: forms.Field) -> str:
    """The address where the slugs are listed that a field takes; "" if it takes none."""
    name = _listed_at.get(field.model) if isinstance(field, RecordsField) else None
    return reverse(name) if name else ""


class Described(Shared, forms.CharField):
    """`described` says what it takes; not a help text, which forms of pages give as the error."""

    def __init__(self, described: str, **kwargs):
        super().__init__(required=False, **kwargs)
        self.described = described


class FieldsField(Described):
    """Names of fields between commas → the same as a list, without repetition."""

    names: list[str]  # that may be asked for

    def to_python(self, value) -> list[str]:
        asked = list(dict.fromkeys(one.strip() for one in super().to_python(value).split(",")))
        asked = [one for one in asked if one]
        if unknown := [one for one in asked if one not in self.names]:
            shown = beginning(unknown[0], LONGEST_QUOTED)
            raise ValidationError(f"没有字段“{shown}”：可用 {'、'.join(self.names)}。")
        return asked


class CursorField(Described):
    """A cursor → the JSON values in it, or [] for the first page."""

    def to_python(self, value) -> list | None:
        text = super().to_python(value)
        if not text:
            return None
        if text == FIRST:
            return []
        values = decoded(text)
        if not values:
            raise ValidationError(no_cursor(text))
        return values


def no_cursor(text: str) -> str:
    shown = beginning(text, LONGEST_QUOTED)
    return f"“{shown}”不是这里的游标：第一页用 *，以后照抄上一页的 next。"


def encoded(values: list) -> str:
    text = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def decoded(text: str) -> list:
    """The values in a cursor; [] if it is none."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return []
    return values if isinstance(values, list) else []


class MomentField(Described):
    """2026-11-27T09:40:00Z, or with another offset."""

    def to_python(self, value) -> datetime | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            # A plus that was not percent-encoded arrives as a space.
            moment = datetime.fromisoformat(text.replace(" ", "+"))
            if moment.tzinfo is None:
                raise ValueError(text)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            shown = beginning(text, LONGEST_QUOTED)
            sentence = f"“{shown}”不是带时区的时刻：请写作 2026-11-27T09:40:00Z。"
            raise ValidationError(sentence) from error


class RecordForm(QueryForm):
    """Of one record."""

    fields = FieldsField(label=_("字段"), described=_("只要哪些字段，用逗号分隔"))

    def __init__(self, data: QueryDict, names: Iterable[str]):
        super().__init__(data)
        own = self.fields["fields"]
        own.names = list(names)
        if "slug" in own.names:
            own.described = _("只要哪些字段，用逗号分隔；type 与 slug 总在其中")


class ListForm(RecordForm, PageForm):
    cursor = CursorField(
        label=_("游标"),
        described=_("按位置翻页：第一页用 *，以后照抄 next；其间增加的记录不会使翻页重复或遗漏"),
    )

    def clean(self):
        cleaned = super().clean()
        if "page" in self.data and "cursor" in self.data:
            self.add_error("cursor", "“cursor”与“page”只能用一个。")
        return cleaned


class HarvestForm(ListForm):
    """Of a list that can also be harvested: what has changed or gone since a moment."""

    modified_since = MomentField(
        label=_("改动起始"),
        described=_(
            "这一时刻起改动或撤回的记录，如 2026-11-27T09:40:00Z，按改动先后；不与筛选同用"
        ),
    )


def check(data: QueryDict, *wanted: forms.Form) -> None:
    """Raises the Problem that names all errors of the forms and all unknown parameters."""
    if errors := list(_errors(data, wanted)):
        raise bad_parameters(errors)


def _errors(data: QueryDict, wanted: tuple[forms.Form, ...]) -> Iterator[dict]:
    known = {name: field for form in wanted for name, field in form.fields.items()}
    for name, values in data.lists():
        if name not in known:
            shown = beginning(name, LONGEST_QUOTED)
            sentence = (
                f"没有参数“{shown}”：{'可用 ' + '、'.join(known) if known else '这里不用参数'}。"
            )
            yield {"parameter": name, "detail": sentence, "takes": list(known)}
        elif not all(value.strip() for value in values):
            yield error_of(name, f"“{name}”没有值：给一个值，或不写这个参数。", known[name])
    for form in wanted:
        for name, sentences in form.errors.items():
            yield error_of(name, " ".join(map(str, sentences)), known.get(name))


def error_of(name: str, sentence: str, field: forms.Field | None = None) -> dict:
    """With the values that the parameter takes, where they are few, or where they are listed."""
    error: dict = {"parameter": name, "detail": sentence}
    if isinstance(field, FieldsField):
        error["takes"] = field.names
    elif isinstance(field, ChoicesField | forms.ChoiceField):
        choices = field.choices
        error["takes"] = [str(value) for value in dict(choices) if value]
    elif isinstance(field, RecordsField) and (address := slugs_at(field)):
        error["listed_at"] = address
    return error


def expect_alone(form: HarvestForm, filters: Iterable[forms.Form]) -> None:
    """Raises the Problem if a harvest is filtered, or read in pages.

    A record that no longer passes a filter would never be heard of again.
    """
    others = {"page", *(name for one in filters for name in one.fields)}
    if given := [name for name in form.data if name in others]:
        takes = [name for name in form.fields if name != "page"]
        sentence = f"“{given[0]}”不能与“modified_since”同用：可用 {'、'.join(takes)}。"
        raise bad_parameters([error_of(given[0], sentence)])
