from django.urls import path

from provinces import views

urlpatterns = [
    path("provinces/", views.provinces, name="provinces"),
    path("provinces/<slug:slug>/", views.province, name="province"),
]
