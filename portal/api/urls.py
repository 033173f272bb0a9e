"""The addresses below /api/v1/: those of no app here, and those of the apps that have any."""

from importlib.util import find_spec

from django.urls import include, path

from portal import record_types
from portal.api import documents, record_views

_OF_APPS = [
    path("", include(f"{config.name}.api.urls"))
    for config in record_types.app_configs()
    if find_spec(f"{config.name}.api")
]
urlpatterns = [
    path("", documents.index, name="api-index"),
    path("openapi.json", documents.openapi, name="api-openapi"),
    *_OF_APPS,
    path("sources/", record_views.Sources.as_view(), name="api-sources"),
    path("sources/<slug:slug>/", record_views.OneSource.as_view(), name="api-source"),
    path("citations/", record_views.Citations.as_view(), name="api-citations"),
    path("errata/", record_views.Errata.as_view(), name="api-errata"),
]
