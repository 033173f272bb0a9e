"""All addresses. This is the one place where the portal knows the apps above it."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

import policies.collection_counts
import policies.sitemaps
import provinces.collection_counts
import provinces.sitemaps
from policies.list_views import search
from policies.lists.search import SearchFilter
from portal.suggestions.views import suggestions
from portal.web import appearance, sitemaps, views
from provinces.rows import fetch_excerpts

SITEMAPS = {
    "pages": sitemaps.PageSitemap,
    "sources": sitemaps.SourceSitemap,
    "policies": policies.sitemaps.PolicySitemap,
    "milestones": policies.sitemaps.MilestoneSitemap,
    "bodies": policies.sitemaps.BodySitemap,
    "provinces": provinces.sitemaps.UnitSitemap,
}
COLLECTION_COUNTS = [
    policies.collection_counts.collection_counts,
    provinces.collection_counts.collection_counts,
]

# Chinese has the bare addresses, English the same below /en/.
pages = i18n_patterns(
    path("", include("policies.urls")),
    path("", include("provinces.urls")),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("search/", search, {"fetch_excerpts": fetch_excerpts}, name="search"),
    path("search/suggestions/", suggestions, {"filters": SearchFilter}, name="suggestions"),
    path("about/", views.about, {"collection_counts": COLLECTION_COUNTS}, name="about"),
    prefix_default_language=False,
)
urlpatterns = [
    *pages,
    path("sources/<slug:slug>.txt", views.source_text, name="source_text"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
