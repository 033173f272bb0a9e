"""Light or dark theme: the system's preference or the reader's own choice.

The choice is stored in a cookie, so that it works without JavaScript and the first paint
already has the right colours.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

COOKIE, A_YEAR = "theme", 365 * 24 * 60 * 60
CHOICES = {"auto": _("跟随系统"), "light": _("浅色"), "dark": _("深色")}
# The media query under which dark.css applies; never in print.
_MEDIA = {"auto": "screen and (prefers-color-scheme: dark)", "light": "not all", "dark": "screen"}


def theme(request: HttpRequest) -> dict:
    """The choice and its media query, and (value, label, media) of all themes."""
    stored = request.COOKIES.get(COOKIE)
    chosen = stored if stored in CHOICES else "auto"
    choices = [(value, label, _MEDIA[value]) for value, label in CHOICES.items()]
    return {"chosen": chosen, "media": _MEDIA[chosen], "choices": choices}


# A forged request can do no more than switch the theme.
@csrf_exempt
def appearance(request: HttpRequest) -> HttpResponse:
    """Store `theme` and redirect to `next`; a GET redirects to the timeline."""
    if request.method != "POST":
        return redirect("timeline")
    chosen = request.POST.get("theme", "")
    if chosen not in CHOICES:
        sentence = gettext("“%(theme)s”不是可用的明暗：可用 %(choices)s。")
        sentence %= {"theme": chosen, "choices": gettext("、").join(CHOICES)}
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    own = allowed and back.startswith("/")
    response = HttpResponseRedirect(back if own else reverse("timeline"))
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=A_YEAR,
        path=settings.SESSION_COOKIE_PATH,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


class VaryByTheme(MiddlewareMixin):
    """Tells caches that pages depend on the reader's cookie."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response
