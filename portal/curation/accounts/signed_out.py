"""A form saved after its login has ended, or been renewed elsewhere, keeps what was typed into it.

Who is no longer logged in does it there and then; whose token is of an earlier login saves again.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.csrf import csrf_failure

from portal.web.typed_forms import PREFIX, SAVING, forget_login, is_saving, typed


def keeping_what_is_typed(site: admin.AdminSite, view: Callable) -> Callable:
    """`view`, but for who saves and is not logged in: they are asked for it before it is done."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs):
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

    return kept


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers what the protection against forged requests refuses (CSRF_FAILURE_VIEW).

    A login in another window renews the token that the open forms bear. That a form is our own,
    its origin says: no other site's script can forge that header.
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
    }
    return TemplateResponse(request, "admin/curation/signed_out.html", context, status=403)
