from django.urls import path
from django.views.generic import DetailView, ListView

from portal.web.past.pages import record_as_it_stood
from portal.web.references import of_page
from tests.third_type.models import ProvincialDocument
from tests.third_type.record_types import references

published = ProvincialDocument.objects.published


class Document(DetailView):
    template_name = "third_type/document.html"

    def get_context_data(self, **context):
        shown = of_page(self.request, references(self.object))
        return super().get_context_data(references=shown, **context)


urlpatterns = [
    path(
        "provincial/",
        ListView.as_view(queryset=published(), template_name="third_type/documents.html"),
        name="provincialdocuments",
    ),
    path(
        "provincial/<slug:slug>/",
        record_as_it_stood(ProvincialDocument)(Document.as_view(queryset=published())),
        name="provincialdocument",
    ),
]
