"""Everything that this app declares; nothing outside its folder knows it."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.serializers import Serializer

from portal.index.document import IndexDocument
from portal.models.derived.suggestions import Suggestion
from portal.open_data.columns import DAY, stored
from portal.open_data.common_columns import IDENTITY
from portal.open_data.data import Data, Site, citations_of, date_data, identity
from portal.open_data.data import citations_in as data_of_citations
from portal.record_types import SEARCH, TIMELINE, Key, Keys, Past, RecordType, Words, register
from portal.references.reference import Kind, Reference
from portal.search.query import Query
from portal.suggestions.builder import Suggested
from portal.web.pages.collection_counts import CollectionCount
from portal.web.rows import CitedSources, Row, Text, citations_in, cited
from tests.third_type import dimensions  # noqa: F401 - registered when imported
from tests.third_type.models import Level, ProvincialDocument, ProvincialDocumentCitation


def read_documents(keys: Keys) -> Iterator[IndexDocument]:
    """Provincial documents with a date are on the timeline."""
    found = ProvincialDocument.objects.published().filter(pk__in=keys)
    for one in found.prefetch_related("citations"):
        sources = frozenset(citation.source_id for citation in one.citations.all())
        on_timeline = one.date and one.level == Level.PROVINCE
        yield IndexDocument(
            type="provincialdocument",
            record=one.pk,
            titles=(one.title,),
            names=(),
            wordings=(one.wording,),
            readings=(),
            lists=frozenset({SEARCH, TIMELINE} if on_timeline else {SEARCH}),
            date=one.date,
            values={"level": frozenset({one.level}), "source": sources},
        )


def fetch_rows(keys: list[Key], query: Query | None = None) -> dict[Key, Row]:
    wanted = ProvincialDocument.objects.published().filter(pk__in=[key for _, key in keys])
    wanted = wanted.annotate(cited=cited(ProvincialDocumentCitation))
    return {
        ("provincialdocument", one.pk): Row(
            type="provincialdocument",
            title=one.title,
            url=one.get_absolute_url(),
            kind_label=one.get_level_display(),
            date=one.date,
            texts=(Text("原文", one.wording, one.get_absolute_url()),),
            sources=CitedSources().of_records([(citations_in(one.cited), "")]),
        )
        for one in wanted
    }


def references(one: ProvincialDocument) -> list[Reference]:
    named = {"type": "provincialdocument", "slug": one.slug, "version": one.version}
    return [Reference(**named, title=one.title, kind=Kind.INSTRUMENT, date=one.date)]


def then(list_name: str) -> QuerySet:
    dated = ProvincialDocument.objects.published().filter(date_start__isnull=False)
    return dated.filter(level=Level.PROVINCE) if list_name == TIMELINE else dated


class ProvincialDocumentSerializer(Serializer):
    type = serializers.ChoiceField(["provincialdocument"])
    slug = serializers.SlugField()
    title = serializers.CharField(required=False)
    level = serializers.CharField(required=False)
    date = serializers.DictField(required=False, allow_null=True)
    text = serializers.CharField(required=False)
    citations = serializers.ListField(required=False)


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    wanted = ProvincialDocument.objects.published().filter(pk__in=[key for _, key in keys])
    wanted = wanted.annotate(cited=citations_of(ProvincialDocumentCitation))
    return {
        ("provincialdocument", one.pk): identity(
            site, "provincialdocument", one.slug, one.version, one.modified_at
        )
        | {
            "title": one.title,
            "level": one.level,
            "date": date_data(one.date),
            "text": one.wording,
            "citations": data_of_citations(one.cited),
        }
        for one in wanted
    }


COLUMNS = (
    *IDENTITY,
    stored("title", "题名"),
    stored("level", "层级"),
    stored("date_start", "起始日", of="date.start", type=DAY),
    stored("text", "原文"),
)


def breaches() -> Iterator[str]:
    for one in ProvincialDocument.objects.filter(title__startswith="？"):
        yield f"third_type.provincialdocument {one.slug}: its title is in doubt"


register(
    RecordType(
        model=ProvincialDocument,
        label="省级文件",
        words=Words(
            undated="省级文件不都有日期。",
            left_out="另有 %(n)s 份省级文件没有%(lacking)s，不在其中。",
            show="查看这 %(n)s 份",
        ),
        lists=frozenset({TIMELINE, SEARCH}),
        dimensions=frozenset({"year", "level", "source"}),
        read_documents=read_documents,
        touched_by={ProvincialDocumentCitation: ("citations",)},
        fetch_rows=fetch_rows,
        fetch_data=fetch_data,
        described_by=ProvincialDocumentSerializer,
        columns=COLUMNS,
        row_template="third_type/_row.html",
        list_page="provincialdocuments",
        references=references,
        past=Past(
            records=then,
            start="date_start",
            end="date_end",
            conditions={"level": lambda levels: Q(level__in=levels)},
        ),
        in_sitemap=lambda: ProvincialDocument.objects.published(),
        collection_counts=lambda: [
            CollectionCount("省级文件", ProvincialDocument.objects.published().count(), "/")
        ],
        suggested=lambda: [
            Suggested(one.title, Suggestion.Kind.TITLE)
            for one in ProvincialDocument.objects.published()
        ],
        breaches=breaches,
    )
)
