"""Import and export in the admin: a file is examined, shown, then carried out or not.

An examination takes seconds, so its page is sent while it is made: how far it has come, and
then what it found. No script is needed for that.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, override

from portal.curation.importing import tables
from portal.curation.importing.batches import StaleError, UnseenError, acting, carry_out, preview
from portal.curation.importing.resources import RecordResource
from portal.curation.importing.undoing import UndoError, records_of, undo
from portal.curation.importing.unpacking import LONGEST_CELL, MOST_ELEMENTS, MOST_UNPACKED
from portal.curation.importing.validation import Examination
from portal.curation.importing.workbook import MOST_COLUMNS
from portal.curation.read_only_admin import ChangesAdmin
from portal.curation.workflow.transitions import is_allowed
from portal.models import ImportBatch

PER_PAGE = 100
LARGEST = 10 * 2**20  # bytes of a file
FORGOTTEN = timedelta(days=1)  # after which a file that was not imported is dropped
FORMAT, HERE = "_format", "<!-- what is found -->"
log = logging.getLogger(__name__)


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text=f"CSV 或 XLSX，第一行是栏名。有几个工作表的，读栏名最合的那一个。最大 "
        f"{LARGEST // 2**20} MB，最多 {tables.MOST_ROWS} 行、{MOST_COLUMNS} 栏；XLSX 的一格最多 "
        f"{LONGEST_CELL} 字，整个文件最多 {MOST_ELEMENTS // 2} 格（空的也算），展开后最大 "
        f"{MOST_UNPACKED // 2**20} MB。",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的。"},
    )

    def __init__(self, *args, known: list[str], **kwargs):
        """`known`: the headers by which the sheet to be read is chosen."""
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"“{file.name}”有 {file.size} 字节，最多 {LARGEST} 字节：请分成几个文件。"
            )
        content = file.read()
        try:
            table = tables.read(content, self.known)
        except tables.TableError as error:
            raise forms.ValidationError(f"“{file.name}”{error}") from error
        if not table.rows:
            raise forms.ValidationError(f"“{file.name}”只有栏名，没有内容。")
        return file.name, content


class SpreadsheetAdmin(admin.ModelAdmin):
    """Of a table that `resource_class` writes as a spreadsheet and reads from one."""

    resource_class: type[RecordResource]
    change_list_template = "admin/curation/change_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def may_undo(self, request: HttpRequest, batch: ImportBatch) -> bool:
        own = batch.user_id == request.user.pk
        manages = is_allowed(request.user, self.model, "delete")
        return self.has_import_permission(request) and (own or manages)

    def get_urls(self):
        views = {
            "export": ("export/", self.export_view),
            "import": ("import/", self.import_view),
            "template": ("import/template/", self.template_view),
            "batch": ("import/<int:number>/", self.batch_view),
            "undo": ("import/<int:number>/undo/", self.undo_view),
        }
        urls = [
            path(route, self.admin_site.admin_view(view), name=self._name(name))
            for name, (route, view) in views.items()
        ]
        return [*urls, *super().get_urls()]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _address(self, page: str, *args) -> str:
        return reverse(f"admin:{self._name(page)}", args=args)

    def changelist_view(self, request, extra_context=None):
        more = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))

    # Out

    def export_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = _kind(request)
        if kind is None:
            return _unknown_format(request)
        request.GET = request.GET.copy()
        for name in (FORMAT, "p", "all"):
            request.GET.pop(name, None)
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            said = f"没有导出：看不懂筛选条件“{request.GET.urlencode()}”。"
            self.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(self._address("changelist"))
        resource = self.resource_class(request.user)
        try:
            content = tables.write(kind, resource.headers, resource.export_rows(listed))
        except tables.TableError as error:
            self.message_user(request, f"没有导出：{error}", messages.ERROR)
            return HttpResponseRedirect(self._address("changelist"))
        return _download(content, f"{self.opts.model_name}-{timezone.localdate()}", kind)

    def template_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        kind = _kind(request)
        if kind is None:
            return _unknown_format(request)
        resource = self.resource_class(request.user)
        guide = [["栏", "写法"], *resource.guide()]
        content = tables.write(kind, resource.template_headers(), [], 说明=guide)
        return _download(content, f"{self.opts.model_name}-template", kind)

    # In

    def import_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        asked = request.method == "POST"
        resource = self.resource_class(request.user)
        given = (request.POST, request.FILES) if asked else ()
        form = FileForm(*given, known=resource.known_headers)
        if asked and form.is_valid():
            batch = self._keep(request, *form.cleaned_data["file"])
            return HttpResponseRedirect(self._address("batch", batch.pk))
        context = self._context(request, f"导入{self.opts.verbose_name_plural}")
        batches = ImportBatch.objects.filter(table=self.opts.label_lower).exclude(moment=None)
        context |= {
            "form": form,
            "guide": resource.guide(),
            "batches": batches.defer("content").select_related("user")[:20],
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "admin/curation/import.html", context, status=status)

    def _keep(self, request, name: str, content: bytes) -> ImportBatch:
        old = ImportBatch.objects.filter(moment=None, uploaded__lt=timezone.now() - FORGOTTEN)
        old.delete()
        return ImportBatch.objects.create(
            table=self.opts.label_lower, file_name=name[-200:], content=content, user=request.user
        )

    def batch_view(self, request, number):
        """GET examines the file, or tells what became of it; POST carries it out."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=number, table=self.opts.label_lower)
        if batch.moment:
            return self._batch_page(request, batch)
        resource = self.resource_class(request.user)
        try:
            table = tables.read(bytes(batch.content), resource.known_headers)
        except tables.TableError as error:
            # It was taken by an earlier version of the portal.
            self.message_user(request, f"“{batch.file_name}”{error}", messages.ERROR)
            return HttpResponseRedirect(self._address("import"))
        context = self._context(request, f"导入“{batch.file_name}”") | {
            "batch": batch,
            "table": table,
            "total": len(table.rows),
        }
        if request.method != "POST":
            return self._stream(request, context, resource, lambda: preview(resource, table))
        signature, distinct = request.POST.get("signature", ""), "distinct" in request.POST
        return self._stream(
            request,
            context,
            resource,
            lambda: carry_out(
                batch,
                resource,
                table,
                signature,
                distinct=distinct,
                confirmed=request.POST.getlist("confirmed"),
                links=request.POST.getlist("link"),
            ),
        )

    def _stream(
        self,
        request: HttpRequest,
        context: dict,
        resource: RecordResource,
        work: Callable[[], Generator[int, None, Examination]],
    ) -> StreamingHttpResponse:
        page = render_to_string("admin/curation/importing.html", context, request)
        before, after = page.split(HERE)
        language = get_language()

        def written() -> Iterator[str]:
            yield before
            found: list[Examination] = []
            said = {}
            try:
                with acting(request), override(language):
                    for done in _collect(work(), found):
                        yield _render("_progress.html", request, context | {"done": done})
            except StaleError:
                said["error"] = "预览之后，这里的记录或您的权限有了变化，没有导入。请重新预览。"
            except UnseenError:
                said["error"] = "有的行须先核对并确认，没有导入。请重新预览。"
            except Exception:
                # The page has begun: only its reader can still be told.
                log.exception("Import of %s failed", context["batch"].pk)
                said["error"] = "导入时出了错，没有改动任何记录。管理员可在日志里看到原因。"
            if found:
                said |= {"found": found[0], "done": context["total"]}
                said["asked"] = [
                    (kind, number, resource.label_of(kind), kind in found[0].linkable)
                    for kind, number in found[0].questions.items()
                ]
            yield _render("_examination.html", request, context | said)
            yield after

        response = StreamingHttpResponse(written())
        response["X-Accel-Buffering"] = "no"
        return response

    def _batch_page(self, request, batch: ImportBatch) -> TemplateResponse:
        context = self._context(request, f"导入“{batch.file_name}”") | {
            "batch": batch,
            "records": Paginator(records_of(batch, self.model), PER_PAGE).get_page(
                request.GET.get("p")
            ),
            "may_undo": not batch.undone and self.may_undo(request, batch),
        }
        return TemplateResponse(request, "admin/curation/batch.html", context)

    def undo_view(self, request, number):
        batch = get_object_or_404(ImportBatch, pk=number, table=self.opts.label_lower)
        if not self.may_undo(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            try:
                number = undo(batch, self.resource_class(request.user))
            except UndoError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                said = f"已撤销导入“{batch.file_name}”，{number} 条记录恢复原样。"
                self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._address("batch", batch.pk))

    def _context(self, request, title: str) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def _render(name: str, request: HttpRequest, context: dict) -> str:
    return render_to_string(f"admin/curation/{name}", context, request)


def _collect(work: Generator, found: list) -> Iterator[int]:
    found.append((yield from work))


def _kind(request: HttpRequest) -> str | None:
    kind = request.GET.get(FORMAT, tables.XLSX)
    return kind if kind in tables.CONTENT_TYPES else None


def _unknown_format(request: HttpRequest) -> HttpResponse:
    said = f"“{request.GET.get(FORMAT)}”不是可用的格式：csv、xlsx。"
    # Never as HTML: what was asked for stands in it.
    return HttpResponseBadRequest(said, content_type="text/plain; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=tables.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@admin.register(ImportBatch)
class ImportBatchAdmin(ChangesAdmin):
    """Each is undone from its own page."""

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
        """Not by what files hold: that is bytes, which no address can say."""
        return lookup.partition("__")[0] != "content" and super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description="文件", ordering="file_name")
    def file(self, batch):
        name = f"admin:{batch.table.replace('.', '_')}_batch"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[batch.pk]), batch)
