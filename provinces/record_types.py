"""The record type of this app, and its other tables."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.record_types import SEARCH, RecordType, Words, register
from provinces import suggestions
from provinces.api.descriptions import ExcerptSerializer, ProvinceSerializer
from provinces.collection_counts import collection_counts
from provinces.index_documents import read_excerpts
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum, Unit
from provinces.open_data import columns
from provinces.open_data.record_data import fetch_data, fetch_units
from provinces.open_data.references import references
from provinces.rows import fetch_rows


def _in_sitemap() -> QuerySet:
    """Units; the page of a unit shows its excerpts too, and says if one has been withdrawn."""
    excerpts = Excerpt.objects.with_address().filter(unit=OuterRef("pk")).order_by("-modified_at")
    last = Coalesce(Subquery(excerpts.values("modified_at")[:1]), "modified_at")
    return Unit.objects.annotate(lastmod=Greatest("modified_at", last))


register(
    RecordType(
        model=Unit,
        columns=columns.UNIT,
        list_page="provinces",
        fetch_data=fetch_units,
        described_by=ProvinceSerializer,
        page="province",
        references=references,
        in_sitemap=_in_sitemap,
        collection_counts=collection_counts,
        suggested=suggestions.suggested,
    ),
    RecordType(
        model=Excerpt,
        label=_("各省规划摘录"),
        words=Words(
            undated=_("各省规划摘录没有日期，只查文字。"),
            show_all=_("查看全部"),
            partly_undated=_("没有日期的各省规划摘录，只查文字。"),
            left_out=ngettext_lazy(
                "另有 %(n)s 篇各省规划摘录没有%(lacking)s，不在其中。",
                "另有 %(n)s 篇各省规划摘录没有%(lacking)s，不在其中。",
                "n",
            ),
            show=ngettext_lazy("查看这 %(n)s 篇", "查看这 %(n)s 篇", "n"),
        ),
        lists=frozenset({SEARCH}),
        dimensions=frozenset({"source"}),
        read_documents=read_excerpts,
        touched_by={Unit: ("unit",), ExcerptCitation: ("citations",), ExcerptErratum: ("errata",)},
        fetch_rows=fetch_rows,
        fetch_data=fetch_data,
        described_by=ExcerptSerializer,
        columns=columns.EXCERPT,
        phrase_texts=suggestions.texts,
    ),
)
