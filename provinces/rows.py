"""Display data of excerpts in lists of mixed records."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext

from portal.address_patterns import address_of
from portal.models.corrections import corrections
from portal.prepared import Prepared, among
from portal.record_types import Key
from portal.search.query import Query
from portal.text.dates import read_query
from portal.web.rows import CitedSource, CitedSources, Row, Text, citations_in, cited, unseen
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum, anchor_of


class _Printed(NamedTuple):
    """An excerpt; slug and names are its unit's."""

    key: int
    slug: str
    name: str
    short_name: str
    source_slug: str | None
    plan_title: str
    plan_date: str
    unit_text: str
    wording: str
    cited: str | None


def _printed() -> QuerySet:
    of_unit = ("unit__slug", "unit__name", "unit__short_name")
    shown = Excerpt.objects.published().annotate(cited=cited(ExcerptCitation))
    shown = shown.filter(among("pk", "keys")).order_by()
    of_plan = ("source__slug", "plan_title", "plan_date")
    return shown.values_list("pk", *of_unit, *of_plan, "unit_text", "wording", "cited")


_EXCERPTS = Prepared(_printed)
_ERRATA = Prepared(lambda: ExcerptErratum.objects.published().filter(among("record_id", "keys")))


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    """Rows of excerpts; one query, with a search query one more for errata."""
    wanted = [key for _, key in keys]
    errata: dict[int, list[ExcerptErratum]] = {}
    for erratum in _ERRATA.all(keys=wanted) if query else ():
        errata.setdefault(erratum.record_id, []).append(erratum)
    sources = CitedSources()
    return {
        ("excerpt", one.key): _row(
            one,
            errata.get(one.key, []),
            query,
            sources.of_records([(citations_in(one.cited), "")]),
        )
        for one in map(_Printed._make, _EXCERPTS.all(keys=wanted))
    }


def _row(
    one: _Printed,
    errata: list[ExcerptErratum],
    query: Query | None,
    sources: tuple[CitedSource, ...],
) -> Row:
    url = f"{address_of('province', one.slug)}#{anchor_of(one.source_slug)}"
    is_told = one.plan_title or one.plan_date
    title = f"{one.name}：{one.plan_title}" if one.plan_title else one.name
    names = [(gettext("原文省市"), one.unit_text), (gettext("简称"), one.short_name)]
    corrected = tuple(corrections(errata, "wording"))
    return Row(
        type="excerpt",
        title=title,
        url=url,
        kind_label=gettext("规划摘录") if is_told else gettext("各省“十四五”规划摘录"),
        date=read_query(one.plan_date) if one.plan_date else None,
        texts=(Text(gettext("规划摘录"), one.wording, url, corrected),),
        sources=sources,
        elsewhere=tuple(unseen(query, names, [title])) if query else (),
    )
