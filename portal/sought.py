"""The search words that a reader came with, to be marked on a record's page."""

from django import forms
from django.http import HttpRequest

from portal.fields import NUL, WordsField
from portal.search.query import Query


def sought(request: HttpRequest) -> Query | None:
    """The words of `q`. What no search would take marks nothing; the record is shown as ever."""
    typed = request.GET.get("q", "").replace("\x00", NUL)
    try:
        return WordsField(required=False).clean(typed) or None
    except forms.ValidationError:
        return None
