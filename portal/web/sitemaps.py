"""Sitemaps of the fixed pages and of the sources."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.models import Source


class PageSitemap(Sitemap):
    def items(self):
        return [
            *("timeline", "policies", "milestones", "bodies", "provinces"),
            *("differences", "sources", "about"),
        ]

    def location(self, item):
        return reverse(item)


class SourceSitemap(Sitemap):
    def items(self):
        return Source.objects.published()
