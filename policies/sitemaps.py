from django.contrib.sitemaps import Sitemap

from policies.models import Body, Milestone, Policy


class PolicySitemap(Sitemap):
    def items(self):
        return Policy.objects.published().chronological()


class MilestoneSitemap(Sitemap):
    def items(self):
        return Milestone.objects.published().chronological()


class BodySitemap(Sitemap):
    def items(self):
        return Body.objects.published()
