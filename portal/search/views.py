"""Suggestions, as the search box asks for them while somebody types."""

from dataclasses import asdict

from django import forms
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from portal.fields import LONGEST_SEARCH, ChoicesField, QueryForm
from portal.models.suggestions import Suggestion
from portal.search.suggesting import suggest

FRESH = 300  # seconds


class SuggestionForm(QueryForm):
    """`q` is what has been typed so far; `kind`, repeatable, the kinds of suggestions wanted."""

    q = forms.CharField(
        label=_("检索词"),
        required=False,
        strip=False,
        max_length=LONGEST_SEARCH,
        error_messages={
            "max_length": _("检索词太长：最多 %(limit_value)s 个字，这里有 %(show_value)s 个。")
        },
    )
    kind = ChoicesField(label=_("种类"), required=False, choices=Suggestion.Kind.choices)


@cache_control(public=True, max_age=FRESH)
def suggestions(request):
    """{"suggestions": [{"text", "kind", "label"}]}; a bad value is a 400 that names it."""
    form = SuggestionForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    found = suggest(form.cleaned_data["q"], kinds=form.cleaned_data["kind"])
    return JsonResponse({"suggestions": [asdict(one) for one in found]})
