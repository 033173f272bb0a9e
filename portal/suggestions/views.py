"""Suggestions, as the search box asks for them while somebody types."""

from collections.abc import Sequence

from django import forms
from django.db import connection
from django.http import JsonResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import record_types
from portal.models.derived.suggestions import Suggestion
from portal.record_types import SEARCH
from portal.search import index
from portal.search.names import prepare
from portal.search.query import Query, parse
from portal.suggestions.lookup import suggest
from portal.web.forms.fields import LONGEST_SEARCH, MOST_WORDS, ChoicesField, QueryForm


class SuggestionForm(QueryForm):
    """`q` is what has been typed so far; `kind`, repeatable, the kinds of suggestions wanted.

    `list` is the list that is searched, and `within` its filters, as a query string.
    """

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
    list = forms.CharField(label=_("列表"), required=False)
    within = forms.CharField(label=_("筛选"), required=False)

    def clean_list(self) -> str:
        name, known = self.cleaned_data["list"], record_types.list_names()
        if name and name not in known:
            *others, last = known
            sentence = gettext("“%(value)s”不是列表：可用 %(others)s 或 %(last)s。")
            others = gettext("、").join(others)
            raise forms.ValidationError(sentence % {"value": name, "others": others, "last": last})
        return name


def suggestions(request, filters):
    """{"suggestions": [{"text", "kind", "label"}]}; a bad value is a 400 that names it.

    Only what finds something on the list under its filters; `filters` validates them.
    """
    form = SuggestionForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    asked = form.cleaned_data
    chosen = filters(QueryDict(asked["within"]), asked["list"] or SEARCH)
    if chosen.form.errors:
        return JsonResponse({"errors": chosen.form.errors}, status=400)

    def finding(texts: list[str]) -> list[str]:
        queries = {text: parse(text) for text in texts}
        prepare(queries.values())
        return _finding_any(
            {
                text: _search(query, chosen)
                for text, query in queries.items()
                if 0 < len(query.words) + len(query.without) <= MOST_WORDS
            }
        )

    found = [
        {"text": one.text, "kind": one.kind, "label": one.get_kind_display()}
        for one in suggest(asked["q"], asked["kind"], finding)
    ]
    return JsonResponse({"suggestions": found})


def _search(query: Query, filters) -> tuple[str, Sequence]:
    """SQL and its parameters; the text index alone is quickest, but knows no filters."""
    if not filters.active():
        return index.keys_matching(query, filters.scope)
    return filters.found(query).order_by().values("pk")[:1].query.sql_with_params()


def _finding_any(searches: dict[str, tuple[str, Sequence]]) -> list[str]:
    """The keys of those that find anything; one query."""
    if not searches:
        return []
    columns = ", ".join(f"EXISTS({sql})" for sql, _ in searches.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}", [value for _, params in searches.values() for value in params]
        )
        return [text for text, finds in zip(searches, cursor.fetchone(), strict=True) if finds]
