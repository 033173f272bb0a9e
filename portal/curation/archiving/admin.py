"""The copies of a source in the admin: upload on its form, download before publication too."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.html import format_html

from portal.curation.archiving.forms import CopyForm
from portal.curation.archiving.uploads import take_in
from portal.curation.pages_admin import PagesAdmin, admin_address
from portal.models import ArchivedCopy, Source
from portal.web.pages import copy_views, source_views


def _address(source: Source, copy: ArchivedCopy) -> str:
    return admin_address(Source, "copy", source.pk, copy.pk)


class CopyInline(admin.StackedInline):
    model = ArchivedCopy
    form = CopyForm
    extra = 0
    fields = ["upload", "sha256", "archived_on"]

    @admin.display(description="文件")
    def upload(self, copy):
        """For those who may only look."""
        return self.link(copy)

    @staticmethod
    def link(copy: ArchivedCopy) -> str:
        return format_html('<a href="{}" download>{}</a>', _address(copy.source, copy), copy)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.link = staticmethod(self.link)
        return formset


class ArchivingAdmin(PagesAdmin):
    """For sources."""

    def pages(self):
        own = {"copy": ("<path:object_id>/copies/<int:number>/", self.copy_view)}
        return own | super().pages()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        may = self.has_change_permission if object_id else self.has_add_permission
        if request.method == "POST" and request.FILES and may(request):
            take_in(request, "copies")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def preview(self, request, key):
        return source_views.preview(request, key, _address)

    def copy_view(self, request, object_id, number):
        """The file, also of a source that is not public."""
        source = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        copy = source and source.copies.filter(pk=number).first()
        if copy is None:
            raise Http404(f"{object_id} {number}")
        return copy_views.file_of(request, source, copy)
