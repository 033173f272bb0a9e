"""The record type of this app, and its other tables."""

from django.utils.translation import gettext_lazy as _

from portal.record_types import SEARCH, RecordType, register
from provinces import collection_counts, suggestions
from provinces.index_documents import read_excerpts
from provinces.models import Excerpt, ExcerptErratum, Unit
from provinces.rows import fetch_rows

register(
    RecordType(
        model=Unit,
        list_page="provinces",
        in_sitemap=lambda: Unit.objects.all(),
        collection_counts=collection_counts.units,
        suggested=suggestions.suggested,
    ),
    RecordType(
        model=Excerpt,
        label=_("各省规划摘录"),
        lists=frozenset({SEARCH}),
        dimensions=frozenset({"source"}),
        read_documents=read_excerpts,
        touched_by={Unit: ("unit",), ExcerptErratum: ("errata",)},
        fetch_rows=fetch_rows,
        collection_counts=collection_counts.excerpts,
        phrase_texts=suggestions.texts,
    ),
    RecordType(model=ExcerptErratum, collection_counts=collection_counts.errata),
)
