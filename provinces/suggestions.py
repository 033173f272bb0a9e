"""This app's suggestions while typing, and the texts from which phrases are taken."""

from collections.abc import Iterator

from portal.models.derived.suggestions import Suggestion
from portal.suggestions.builder import Suggested
from provinces.models import Excerpt, Unit


def suggested() -> Iterator[Suggested]:
    for unit in Unit.objects.all():
        yield Suggested(unit.name, Suggestion.Kind.PROVINCE, names=(unit.short_name,))


def texts() -> Iterator[str]:
    yield from Excerpt.objects.published().values_list("wording", flat=True)
