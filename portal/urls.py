"""All addresses. This is the one place where the portal knows the apps above it."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

import policies.holdings
import policies.sitemaps
import provinces.holdings
import provinces.sitemaps
from policies.search import SearchFilter
from policies.views import search
from portal import appearance, sitemaps, views
from portal.search.views import suggestions
from provinces.rows import fetch_excerpts

SITEMAPS = {
    "pages": sitemaps.PageSitemap,
    "sources": sitemaps.SourceSitemap,
    "policies": policies.sitemaps.PolicySitemap,
    "milestones": policies.sitemaps.MilestoneSitemap,
    "bodies": policies.sitemaps.BodySitemap,
    "provinces": provinces.sitemaps.UnitSitemap,
}
HOLDINGS = [policies.holdings.holdings, provinces.holdings.holdings]

# Chinese has the bare addresses, English the same below /en/.
pages = i18n_patterns(
    path("", include("policies.urls")),
    path("", include("provinces.urls")),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("search/", search, {"fetch_excerpts": fetch_excerpts}, name="search"),
    path("search/suggestions/", suggestions, {"filters": SearchFilter}, name="suggestions"),
    path("about/", views.about, {"holdings": HOLDINGS}, name="about"),
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
