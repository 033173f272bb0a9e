"""The search words that a reader came with, to be marked on a record's page."""

from django import forms
from django.http import HttpRequest

from portal.search.query import Query
from portal.web.form_fields import NUL, WordsField


def highlight_query(request: HttpRequest) -> Query | None:
    """The words of `q`. What no search would take marks nothing; the record is shown as ever."""
    typed = request.GET.get("q", "").replace("\x00", NUL)
    try:
        return WordsField(required=False).clean(typed) or None
    except forms.ValidationError:
        return None
