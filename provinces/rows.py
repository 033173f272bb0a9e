"""Display data of excerpts in lists of mixed records."""

from django.utils.translation import gettext

from portal.models.curated import published
from portal.record_types import Key
from portal.search.query import Query
from portal.web.rows import Row, unseen, wording
from provinces.models import Excerpt


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    """Rows of excerpts; one query, with a search query one more for errata."""
    wanted = [key for _, key in keys]
    excerpts = Excerpt.objects.published().filter(pk__in=wanted).select_related("unit", "source")
    if query:
        excerpts = excerpts.prefetch_related(published(Excerpt, "errata"))
    return {("excerpt", excerpt.pk): _row(excerpt, query) for excerpt in excerpts}


def _row(excerpt: Excerpt, query: Query | None) -> Row:
    unit = excerpt.unit
    names = [(gettext("原文省市"), excerpt.unit_text), (gettext("简称"), unit.short_name)]
    return Row(
        type="excerpt",
        title=unit.name,
        url=unit.get_absolute_url(),
        kind_label=gettext("各省“十四五”规划摘录"),
        texts=(wording(excerpt, gettext("规划摘录"), with_corrections=bool(query)),),
        sources=(excerpt,) if excerpt.source else (),
        elsewhere=tuple(unseen(query, names, [unit.name])) if query else (),
    )
