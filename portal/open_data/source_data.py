"""The sources as plain data (`portal.open_data.data`), and their columns."""

from collections.abc import Sequence

from django.db.models import Max
from django.urls import reverse

from portal.models import Source
from portal.open_data.columns import INTEGER, known_day, stored
from portal.open_data.common_columns import IDENTITY
from portal.open_data.data import Data, Site, identity, typed_date
from portal.record_types import Key, RecordType


def fetch_data(keys: Sequence[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these sources; one query."""
    found = Source.objects.published().filter(pk__in=[key for _, key in keys])
    by_key = {one.pk: one for one in found.annotate(lines_in_all=Max("lines__number"))}
    return {key: _data(by_key[key[1]], site) for key in keys if key[1] in by_key}


def _data(one: Source, site: Site) -> Data:
    return identity(site, "source", one.slug, one.version, one.modified_at) | {
        "title": one.title,
        "short_title": one.short_title,
        "kind": one.kind,
        "publisher": one.publisher,
        "published_on": typed_date(one.published_on),
        "looked_at": typed_date(one.looked_at),
        "original_url": one.url or None,
        "language": one.language,
        "rights": one.rights,
        "part": one.part,
        "note": one.note,
        "lines": one.lines_in_all or 0,
        "text_url": _text_url(one, site) if one.lines_in_all else None,
    }


def _text_url(one: Source, site: Site) -> str:
    return site.base + reverse("source_text", args=[one.slug])


COLUMNS = (
    *IDENTITY,
    stored("title", "题名"),
    stored("short_title", "简称"),
    stored("kind", "形式", "text 逐行收录的文本、web 网页、document 文件、print 公报或书籍。"),
    stored("publisher", "发布者"),
    known_day("published_on", "发布日期"),
    stored("original_url", "原址"),
    known_day("looked_at", "查看日期", "最近一次看到它的日期。"),
    stored("language", "语言", "语言代码，如 zh-Hans。"),
    stored("rights", "权利说明", "来源自己写明的许可或版权。"),
    stored("part", "收录部分"),
    stored("note", "说明"),
    stored("lines", "行数", "逐行收录的文本有几行；0：没有收录。", type=INTEGER),
    stored("text_url", "纯文本", "逐行收录的文本。"),
)
SOURCE = RecordType(model=Source, fetch_data=fetch_data, columns=COLUMNS, list_page="sources")
