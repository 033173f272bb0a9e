"""The parameters `version` and `as_of`, which ask for a page as it stood."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.changes.point import point
from portal.web.forms.fields import QueryForm, Shared
from portal.web.response_cache import parameters

VERSION, AS_OF = "version", "as_of"
LARGEST = 10  # digits of a version


class DayField(Shared, forms.CharField):
    """`YYYY-MM-DD`, today at the latest, → a date."""

    def to_python(self, value) -> date | None:
        text = super().to_python(value)
        if not text:
            return None
        day = _day(text)
        if day is None:
            sentence = gettext("“%(text)s”不是日期：写作 2016-07-27。")
            raise ValidationError(sentence % {"text": text})
        if day > (today := timezone.localdate()):
            sentence = gettext("“%(text)s”还没有到：最晚写到今天 %(today)s。")
            raise ValidationError(sentence % {"text": text, "today": today.isoformat()})
        return day


def _day(text: str) -> date | None:
    try:
        return (
            date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        )
    except ValueError:
        return None


class VersionField(Shared, forms.CharField):
    def to_python(self, value) -> int | None:
        text = super().to_python(value)
        if text and not re.fullmatch(f"[1-9][0-9]{{0,{LARGEST - 1}}}", text):
            sentence = gettext("“%(text)s”不是版本号：写作 1、2、3。")
            raise ValidationError(sentence % {"text": text})
        return int(text) if text else None


def day_field() -> DayField:
    """For the form of a list, which calls `refuse_day` if its page shows the present only."""
    return DayField(label=_("某日的样子"), required=False)


def refuse_day(form: forms.Form) -> None:
    """Make a day an error of a page that does not show itself as it stood."""
    day = form.cleaned_data.get(AS_OF)
    if day and point() is None:
        sentence = gettext("“%(day)s”：这一页只有现在的记录，没有某日的样子。")
        form.add_error(AS_OF, sentence % {"day": day.isoformat()})


class PastForm(QueryForm):
    version = VersionField(label=_("版本"), required=False)
    as_of = day_field()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get(VERSION) and cleaned.get(AS_OF):
            sentence = gettext("“%(day)s”与版本 %(version)s 不能同用：只写其中一个。")
            values = {"day": cleaned[AS_OF].isoformat(), "version": cleaned[VERSION]}
            self.add_error(AS_OF, sentence % values)
        return cleaned

    def sentences(self) -> list[str]:
        """What is wrong, with the names of the parameters."""
        return [
            f"{self[name].label} {name}{gettext('：')}{' '.join(errors)}"
            for name, errors in self.errors.items()
        ]


parameters.register(VERSION, AS_OF)
