"""Additional pages in a model's admin, and their addresses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from portal.curation.progress_page import Piece, stream
from portal.curation.workflow.steps import Result, Steps, finish

MOST_AT_ONCE = 500  # records that are changed without showing the progress


def admin_address(model: type[models.Model], page: str, *args, **query) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
    return f"{address}?{urlencode(query)}" if query else address


class PagesAdmin(admin.ModelAdmin):
    def pages(self) -> dict[str, tuple[str, Callable]]:
        """Name → (route, view); subclasses put their own before those of `super()`."""
        return {}

    def get_urls(self):
        urls = [
            path(
                route,
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name, (route, view) in self.pages().items()
        ]
        return [*urls, *super().get_urls()]

    def address(self, page: str, *args) -> str:
        return admin_address(self.model, page, *args)

    def redirect(self, page: str, *args) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.address(page, *args))

    def page(
        self, request: HttpRequest, template: str, title: str, /, *, status: int = 200, **context
    ) -> TemplateResponse:
        """A page with `template`: the name of a file in admin/curation without its ending."""
        context = self.page_context(request, title) | context
        return TemplateResponse(request, f"admin/curation/{template}.html", context, status=status)

    @contextmanager
    def showing_errors(
        self, request: HttpRequest, *errors: type[Exception], prefix: str = ""
    ) -> Iterator[None]:
        """Around work that may be refused: its error becomes a message."""
        try:
            yield
        except errors as error:
            message = "；".join(getattr(error, "messages", [str(error)]))
            self.message_user(request, f"{prefix}{message}", messages.ERROR)

    def watch(
        self,
        request: HttpRequest,
        title: str,
        ready: int,
        total: int,
        steps: Steps[Result],
        tell: Callable[[Result], str],
        errors: tuple[type[Exception], ...],
        back: str,
    ) -> HttpResponse:
        """Do the steps that are left; much work is done on a page that shows the progress.

        `tell` makes the message about what has been done. Little work raises its errors.
        """
        if total <= MOST_AT_ONCE:
            self.message_user(request, tell(finish(steps)), messages.SUCCESS)
            return HttpResponseRedirect(back)

        def work() -> Iterator[Piece]:
            yield ready
            yield {"message": tell((yield from steps))}

        context = self.page_context(request, title) | {"total": total, "back": back}
        return stream(request, "working", context, work(), "_outcome", errors)

    def page_context(self, request: HttpRequest, title: str) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
