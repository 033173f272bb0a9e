"""How excerpts are listed: for search alone, with the date of their plan if a source gives it."""

from collections.abc import Iterator

from django.db.models import Prefetch

from portal.index.document import IndexDocument
from portal.models.corrections import readings
from portal.record_types import SEARCH, Keys
from provinces.models import Excerpt, ExcerptErratum


def read_excerpts(keys: Keys) -> Iterator[IndexDocument]:
    found = Excerpt.objects.published().filter(pk__in=keys).select_related("unit")
    errata = Prefetch("errata", ExcerptErratum.objects.published())
    for excerpt in found.prefetch_related("citations", errata):
        cited = {one.source_id for one in excerpt.citations.all()}
        yield IndexDocument(
            type="excerpt",
            record=excerpt.pk,
            titles=(excerpt.unit.name, excerpt.unit.short_name, excerpt.plan_title),
            names=(excerpt.unit_text,),
            wordings=(excerpt.wording,),
            readings=tuple(readings(excerpt).values()),
            lists=frozenset({SEARCH}),
            date=excerpt.date,
            values={"source": frozenset(cited | {excerpt.source_id} - {None})},
        )
