"""Sitemaps of the fixed pages, of the sources and of each record type."""

from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.urls import reverse

from portal import record_types
from portal.models import Source


class PageSitemap(Sitemap):
    def items(self):
        lists = [type_.list_page for type_ in record_types.registered() if type_.list_page]
        return ["timeline", *lists, "sources", "about"]

    def location(self, item):
        return reverse(item)


def sections() -> dict[str, Sitemap | type[Sitemap]]:
    """Name of a section in the address → its sitemap."""
    records = {"sources": Source.objects.published()}
    records |= {one.name: one.in_sitemap() for one in record_types.registered() if one.in_sitemap}
    found = {name: GenericSitemap({"queryset": shown}) for name, shown in records.items()}
    return {"pages": PageSitemap} | found
