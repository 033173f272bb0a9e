"""Import and export in the admin; a file is previewed before it is imported."""

from collections.abc import Generator, Iterator
from datetime import timedelta
from typing import ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from portal.curation.history.revert import RevertError, undo
from portal.curation.history.versions import records_with
from portal.curation.importing.batches import StaleError, UnansweredError, carry_out, preview
from portal.curation.importing.files import tables
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.upload_form import UploadForm
from portal.curation.importing.verdicts import Preview
from portal.curation.pages_admin import PagesAdmin, admin_address
from portal.curation.progress_page import FAILED, Piece, stream
from portal.curation.read_only_admin import ChangesAdmin
from portal.curation.workflow.transitions import is_allowed
from portal.models import ImportBatch

PER_PAGE = 100
FORGOTTEN = timedelta(days=1)  # after which files that were not imported are deleted
FORMAT = "_format"


class SpreadsheetAdmin(PagesAdmin):
    """A model whose records can be exported and imported as spreadsheets with these fields."""

    spreadsheet_fields: ClassVar[tuple[str, ...]]
    resource_class: type[RecordResource] = RecordResource
    change_list_template = "admin/curation/change_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def resource(self, user=None) -> RecordResource:
        return self.resource_class(self.model, self.spreadsheet_fields, user)

    def may_undo(self, request: HttpRequest, batch: ImportBatch) -> bool:
        own = batch.user_id == request.user.pk
        manages = is_allowed(request.user, self.model, "delete")
        return self.has_import_permission(request) and (own or manages)

    def pages(self):
        own = {
            "export": ("export/", self.export_view),
            "import": ("import/", self.import_view),
            "template": ("import/template/", self.template_view),
            "batch": ("import/<int:number>/", self.batch_view),
            "undo": ("import/<int:number>/undo/", self.undo_view),
        }
        return own | super().pages()

    def changelist_view(self, request, extra_context=None):
        more = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))

    # Export

    def export_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = request.GET.get(FORMAT, tables.XLSX)
        if kind not in tables.CONTENT_TYPES:
            return _unknown_format(kind)
        request.GET = request.GET.copy()
        for name in (FORMAT, "p", "all"):
            request.GET.pop(name, None)
        resource = self.resource(request.user)
        try:
            listed = self.get_changelist_instance(request).queryset
            content = tables.write(kind, resource.headers, resource.export_rows(listed))
        except IncorrectLookupParameters:
            said = f"看不懂筛选条件“{request.GET.urlencode()}”。"
        except tables.TableError as error:
            said = str(error)
        else:
            return _download(content, f"{self.opts.model_name}-{timezone.localdate()}", kind)
        self.message_user(request, f"没有导出：{said}", messages.ERROR)
        return self.redirect("changelist")

    def template_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        kind = request.GET.get(FORMAT, tables.XLSX)
        if kind not in tables.CONTENT_TYPES:
            return _unknown_format(kind)
        resource = self.resource(request.user)
        guide = [["栏", "写法"], *resource.guide()]
        content = tables.write(kind, resource.template_headers, [], 说明=guide)
        return _download(content, f"{self.opts.model_name}-template", kind)

    # Import

    def import_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self.resource(request.user)
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*given, known=resource.known_headers)
        if form.is_valid():
            batch = self._keep(request, *form.cleaned_data["file"])
            return self.redirect("batch", batch.pk)
        batches = ImportBatch.objects.filter(table=self.opts.label_lower).exclude(change_set=None)
        batches = batches.defer("content").select_related("user", "change_set__reverted_by")
        return self.page(
            request,
            "importing/import",
            f"导入{self.opts.verbose_name_plural}",
            status=400 if form.errors else 200,
            form=form,
            guide=resource.guide(),
            batches=batches[:20],
        )

    def _keep(self, request, name: str, content: bytes) -> ImportBatch:
        old = ImportBatch.objects.filter(change_set=None, uploaded__lt=timezone.now() - FORGOTTEN)
        old.delete()
        return ImportBatch.objects.create(
            table=self.opts.label_lower, file_name=name[-200:], content=content, user=request.user
        )

    def batch_view(self, request, number):
        """GET shows the preview or the result of a file; POST imports it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=number, table=self.opts.label_lower)
        if batch.change_set:
            return self._batch_page(request, batch)
        resource = self.resource(request.user)
        try:
            table = tables.read(bytes(batch.content), resource.known_headers)
        except tables.TableError as error:
            # It was taken by an earlier version of the portal.
            self.message_user(request, f"“{batch.file_name}”{error}", messages.ERROR)
            return self.redirect("import")
        context = self.page_context(request, f"导入“{batch.file_name}”") | {
            "batch": batch,
            "table": table,
            "total": len(table.rows),
        }
        if request.method == "POST":
            work = carry_out(
                *(batch, resource, table, request.POST.get("signature", "")),
                confirmed=request.POST.getlist("confirmed"),
                links=request.POST.getlist("link"),
            )
        else:
            work = preview(resource, table)
        errors = StaleError, UnansweredError
        shown = _shown(resource, work)
        page, outcome = "importing/importing", "importing/_preview"
        return stream(request, page, context, shown, outcome, errors, f"导入时{FAILED}")

    def _batch_page(self, request, batch: ImportBatch) -> TemplateResponse:
        keys = list(records_with(self.model, change_set=batch.change_set))
        records = Paginator(self.model.objects.filter(pk__any_of=keys).order_by("pk"), PER_PAGE)
        return self.page(
            request,
            "importing/batch",
            f"导入“{batch.file_name}”",
            batch=batch,
            records=records.get_page(request.GET.get("p")),
            may_undo=not batch.undone and self.may_undo(request, batch),
        )

    def undo_view(self, request, number):
        imported = ImportBatch.objects.exclude(change_set=None)
        batch = get_object_or_404(imported, pk=number, table=self.opts.label_lower)
        if not self.may_undo(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            with self.showing_errors(request, RevertError):
                undo(batch, request.user)
                number = batch.made + batch.changed
                said = f"已撤销导入“{batch.file_name}”，{number} 条记录恢复原样。"
                self.message_user(request, said, messages.SUCCESS)
        return self.redirect("batch", batch.pk)


def _shown(resource: RecordResource, work: Generator[int, None, Preview]) -> Iterator[Piece]:
    found = yield from work
    asked = [
        (kind, number, resource.labels[kind], kind in found.linkable)
        for kind, number in found.questions.items()
    ]
    yield {"found": found, "asked": asked}


def _unknown_format(kind: str) -> HttpResponse:
    said = f"“{kind}”不是可用的格式：csv、xlsx。"
    # As plain text, because it quotes the request.
    return HttpResponseBadRequest(said, content_type="text/plain; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=tables.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@admin.register(ImportBatch)
class ImportBatchAdmin(ChangesAdmin):
    """Imports are undone on their own pages."""

    list_display = [
        "file",
        "named_table",
        "user",
        "uploaded",
        "moment",
        "made",
        "changed",
        "undone",
    ]
    search_fields = ["file_name"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def lookup_allowed(self, lookup, value, request):
        """Not by the content of files, because addresses cannot contain bytes."""
        return lookup.partition("__")[0] != "content" and super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description="文件", ordering="file_name")
    def file(self, batch):
        address = admin_address(batch.model, "batch", batch.pk)
        return format_html('<a href="{}">{}</a>', address, batch)

    @admin.display(description="导入时间", ordering="change_set__moment")
    def moment(self, batch):
        return batch.moment
