"""All addresses: the portal's own, and those of each app that has registered a record type."""

from importlib import import_module

from django.apps import AppConfig
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from portal import record_types
from portal.api import documents, problems
from portal.mcp import views as mcp_views
from portal.open_data import pages as data_pages
from portal.open_data import record_files, source_files
from portal.open_data.address import FileForm
from portal.open_data.catalogue import views as catalogue_views
from portal.web import appearance
from portal.web.pages import (
    copy_views,
    dataset_views,
    record_ids,
    reference_views,
    sitemaps,
    source_views,
    views,
)

register_converter(FileForm, "file_form")


def files_of(config: AppConfig) -> list:
    """The addresses `files` in an app's urls.py, if it gives out any."""
    return getattr(import_module(f"{config.name}.urls"), "files", [])


# Chinese pages are at the plain addresses, English ones at the same addresses below /en/.
pages = i18n_patterns(
    *(path("", include(f"{config.name}.urls")) for config in record_types.app_configs()),
    path("sources/", source_views.sources, name="sources"),
    path("sources/<slug:slug>/", source_views.source, name="source"),
    path("about/", views.about, name="about"),
    path("about/data/", data_pages.data, name="data"),
    path("about/verify/", data_pages.verify, name="verify"),
    path("api/", documents.about, name="api-about"),
    path("api/v1/docs/", documents.docs, name="api-docs"),
    path("appearance.css", appearance.stylesheet, name="appearance_stylesheet"),
    prefix_default_language=False,
)
# Files have one address for readers of all languages.
files = [
    *(path("", include(files_of(config))) for config in record_types.app_configs()),
    path("sources.<file_form:form>", source_files.sources, name="sources_file"),
    path("<slug:folder>/<slug:slug>.json", record_files.json, name="record_json"),
]
urlpatterns = [
    *files,
    *pages,
    path("catalogue.zip", catalogue_views.catalogue, name="catalogue"),
    path("catalogue.sha256", data_pages.catalogue_digest, name="catalogue_digest"),
    path("api/v1/", include("portal.api.urls")),
    path("id/<slug:type>/<slug:slug>", record_ids.record_id, name="record-id"),
    re_path(
        r"^(?P<folder>[-\w]+)/(?P<slug>[-a-zA-Z0-9_]+)\.(?P<suffix>bib|ris|csl\.json)$",
        reference_views.file,
        name="reference_file",
    ),
    path("sources/<slug:slug>.txt", source_views.source_text, name="source_text"),
    path(
        "sources/<slug:slug>/copies/<slug:sha256>.<slug:form>",
        copy_views.copy,
        name="source_copy",
    ),
    path("catalogue.jsonld", dataset_views.dcat, name="catalogue_jsonld"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("mcp", mcp_views.endpoint, name="mcp"),
    path("llms.txt", views.llms, name="llms"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.file, name="sitemap_file"),
    path("admin/", admin.site.urls),
]

handler400, handler404 = problems.handler400, problems.handler404
handler500 = problems.handler500
