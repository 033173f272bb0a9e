"""Display data of excerpts in lists of mixed records."""

from dataclasses import dataclass

from django.utils.translation import gettext

from portal.models.curated import published
from portal.search.query import Query
from portal.web.rows import Statement, Text, statement, unseen, wording
from provinces.models import Excerpt


@dataclass(frozen=True)
class ExcerptRow:
    """`elsewhere` are (label, name) of names that match the query but are not shown."""

    title: str
    url: str
    texts: tuple[Text, ...]
    sources: tuple[Statement, ...]
    elsewhere: tuple[tuple[str, str], ...]
    type: str = "excerpt"


def fetch_excerpts(keys: list[int], query: Query | None = None) -> dict[int, ExcerptRow]:
    """Primary key → row; one query, and one more for a query's errata."""
    excerpts = Excerpt.objects.published().filter(pk__in=keys).select_related("unit", "source")
    if query:
        excerpts = excerpts.prefetch_related(published(Excerpt, "errata"))
    return {excerpt.pk: _row(excerpt, query) for excerpt in excerpts}


def _row(excerpt: Excerpt, query: Query | None) -> ExcerptRow:
    unit = excerpt.unit
    names = [(gettext("原文省市"), excerpt.unit_text), (gettext("简称"), unit.short_name)]
    return ExcerptRow(
        title=unit.name,
        url=unit.get_absolute_url(),
        texts=(wording(excerpt, gettext("规划摘录"), sought=bool(query)),),
        sources=(statement(excerpt),) if excerpt.source else (),
        elsewhere=tuple(unseen(query, names, [unit.name])) if query else (),
    )
