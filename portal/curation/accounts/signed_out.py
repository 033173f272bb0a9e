"""Preserves the input of a form that is saved after the login has ended or was renewed.

Without a login the curator logs in on the page that is answered; with the CSRF token of an
earlier login, they save once more.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.csrf import csrf_failure

from portal.web.forms.typed_forms import PREFIX, SAVING, forget_login, is_saving, typed


def preserving_input(site: admin.AdminSite, view: Callable) -> Callable:
    """`view`, except that saving without a login asks for the login first."""

    @wraps(view)
    def preserving(request: HttpRequest, *args, **kwargs):
        if not SAVING & request.POST.keys():
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            forget_login(request)
            return view(request, *args, **kwargs)
        asked = f"{PREFIX}-password" in request.POST
        form = AdminAuthenticationForm(request, request.POST if asked else None, prefix=PREFIX)
        if not asked or not form.is_valid():
            return _page(site, request, form)
        login(request, form.get_user())
        forget_login(request)
        return view(request, *args, **kwargs)

    return preserving


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers requests that the CSRF protection refuses (CSRF_FAILURE_VIEW).

    A login in another window renews the token, so that open forms have an old one. The Origin
    header shows that a form is ours, because other sites' scripts cannot forge it.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own and is_saving(request):
        return _page(admin.site, request).render()
    return csrf_failure(request, reason)


def _page(
    site: admin.AdminSite, request: HttpRequest, form: AdminAuthenticationForm | None = None
) -> TemplateResponse:
    context = {
        **site.each_context(request),
        "title": "还没有保存",
        "form": form,
        "posted": typed(request),
        "files": [file.name for file in request.FILES.values()],  # which no page can send again
    }
    return TemplateResponse(request, "admin/curation/signed_out.html", context, status=403)
