from django.urls import path
from django.views.generic import DetailView, ListView

from tests.third_type.models import ProvincialDocument

published = ProvincialDocument.objects.published

urlpatterns = [
    path(
        "provincial/",
        ListView.as_view(queryset=published(), template_name="third_type/documents.html"),
        name="provincialdocuments",
    ),
    path(
        "provincial/<slug:slug>/",
        DetailView.as_view(queryset=published(), template_name="third_type/document.html"),
        name="provincialdocument",
    ),
]
