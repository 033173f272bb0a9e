from django.urls import path

from provinces.api import views

urlpatterns = [
    path("provinces/", views.Provinces.as_view(), name="api-provinces"),
    path("provinces/<slug:slug>/", views.OneProvince.as_view(), name="api-province"),
]
