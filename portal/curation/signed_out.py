"""Whose login has ended when a form is saved logs in there and then, and what was typed is kept."""

from collections.abc import Callable
from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest
from django.template.response import TemplateResponse

SAVING = {"_save", "_continue", "_addanother"}  # the buttons of a record's form
PREFIX = "login"


def keeping_what_is_typed(site: AdminSite, view: Callable) -> Callable:
    """`view`, but for who saves and is not logged in: they are asked for it before it is done."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs):
        if not SAVING & request.POST.keys() or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        asked = f"{PREFIX}-password" in request.POST
        form = AdminAuthenticationForm(request, request.POST if asked else None, prefix=PREFIX)
        if not asked or not form.is_valid():
            return _page(site, request, form)
        login(request, form.get_user())
        request.POST = request.POST.copy()
        for name in form.fields:
            del request.POST[form.add_prefix(name)]
        return view(request, *args, **kwargs)

    return kept


def _page(site: AdminSite, request: HttpRequest, form: AdminAuthenticationForm) -> TemplateResponse:
    own = {form.add_prefix(name) for name in form.fields} | {"csrfmiddlewaretoken"}
    context = {
        **site.each_context(request),
        "title": "还没有保存",
        "form": form,
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in own
            for value in values
        ],
    }
    return TemplateResponse(request, "admin/curation/signed_out.html", context, status=403)
