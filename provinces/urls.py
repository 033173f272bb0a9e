from django.urls import path

from provinces.pages import feed_views, list_files, views

urlpatterns = [
    path("provinces/", views.provinces, name="provinces"),
    path("embed/provinces/", views.embedded_provinces, name="embed_provinces"),
    path("provinces/<slug:slug>/", views.province, name="province"),
]
files = [
    path("provinces.<file_form:form>", list_files.provinces, name="provinces_file"),
    path("provinces.atom", feed_views.provinces, name="provinces_feed"),
]
