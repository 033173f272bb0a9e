"""This app's suggestions while typing, and the texts from which phrases are taken."""

from collections.abc import Iterator

from portal.models.derived.suggestions import Suggestion
from portal.suggestions.builder import MOST_OF_A_KIND, Suggested
from provinces.models import Excerpt, Unit


def suggested() -> Iterator[Suggested]:
    for unit in Unit.objects.all():
        yield Suggested(unit.name, Suggestion.Kind.PROVINCE, names=(unit.short_name,))
    titled = Excerpt.objects.published().exclude(plan_title="").order_by("-plan_date", "pk")
    for title in titled.values_list("plan_title", flat=True)[:MOST_OF_A_KIND]:
        yield Suggested(title, Suggestion.Kind.TITLE)


def texts() -> Iterator[str]:
    excerpts = Excerpt.objects.published().order_by("-plan_date", "unit__code", "pk")
    yield from excerpts.values_list("wording", flat=True)
