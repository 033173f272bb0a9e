"""The query whose hits are marked on a record's page."""

from django import forms
from django.http import HttpRequest

from portal.search.query import Query
from portal.web.forms.fields import NUL, WordsField


def highlight_query(request: HttpRequest) -> Query | None:
    """The parsed `q` parameter; None if it is missing or invalid, so that nothing is marked."""
    typed = request.GET.get("q", "").replace("\x00", NUL)
    try:
        return WordsField(required=False).clean(typed) or None
    except forms.ValidationError:
        return None
