"""This app's suggestions while typing, and the texts from which phrases are taken."""

import heapq
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter

from django.db.models import Count

from policies.models import Body, Milestone, MilestoneIssuance, Policy, PolicyIssuance
from portal.models.curated import State
from portal.models.derived.suggestions import Suggestion
from portal.suggestions.builder import MOST_OF_A_KIND, MOST_TEXTS, Suggested

ENTRIES = (Policy, Milestone)


def suggested() -> Iterator[Suggested]:
    """Bodies with all their names, then titles, newest first."""
    issued = _issued()
    bodies = Body.objects.published().prefetch_related("aliases", "periods")
    for body in bodies[:MOST_OF_A_KIND]:
        others = [body.official_name, *(alias.name for alias in body.aliases.all())]
        others += [period.official_name for period in body.periods.all()]
        names = tuple(sorted({*others} - {"", body.name}))
        yield Suggested(body.name, Suggestion.Kind.BODY, issued[body.pk], names)
    for heading, title in _newest(MOST_OF_A_KIND, "heading", "title"):
        names = () if title == heading else (title,)
        yield Suggested(heading, Suggestion.Kind.TITLE, names=names)
    adopted = Milestone.objects.published().exclude(document_title="")
    for title in adopted.values_list("document_title", flat=True)[:MOST_OF_A_KIND]:
        yield Suggested(title, Suggestion.Kind.TITLE)


def texts() -> Iterator[str]:
    """Titles and wordings, the newest first."""
    return map("\n".join, _newest(MOST_TEXTS, "title", "wording"))


def _newest(most: int, *columns: str) -> Iterator[tuple]:
    shown = [model.objects.published().headed() for model in ENTRIES]
    tables = [entries.values_list("timeline_start", *columns)[:most] for entries in shown]
    return (row[1:] for row in heapq.merge(*tables, key=itemgetter(0), reverse=True))


def _issued() -> Counter:
    """Body's primary key → the number of its records."""
    issued = Counter()
    for model in (PolicyIssuance, MilestoneIssuance):
        shown = model.objects.filter(record__state=State.PUBLISHED)
        counts = shown.order_by().values("body").annotate(number=Count("record", distinct=True))
        issued.update(dict(counts.values_list("body", "number")))
    return issued
