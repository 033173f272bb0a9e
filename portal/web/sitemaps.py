"""Sitemaps of the fixed pages, of the sources and of each record type."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal import record_types
from portal.models import Source
from portal.record_types import RecordType


class PageSitemap(Sitemap):
    def items(self):
        lists = [type_.list_page for type_ in record_types.registered() if type_.list_page]
        return ["timeline", *lists, "sources", "about"]

    def location(self, item):
        return reverse(item)


class SourceSitemap(Sitemap):
    def items(self):
        return Source.objects.published()


class RecordSitemap(Sitemap):
    def __init__(self, type_: RecordType):
        self.type = type_

    def items(self):
        return self.type.in_sitemap()


def sections() -> dict[str, Sitemap | type[Sitemap]]:
    """Name of a section in the address → its sitemap."""
    records = {type_.name: RecordSitemap(type_) for type_ in record_types.registered()}
    return {"pages": PageSitemap, "sources": SourceSitemap} | records
