"""Light or dark theme: the system's preference or the reader's own choice.

Pages are the same for every reader, so that they can be cached. The choice is in a cookie, which
js/theme.js reads before the first paint, and without JavaScript the stylesheet `/appearance.css`.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie

COOKIE, A_YEAR = "theme", 365 * 24 * 60 * 60
AUTO = "auto"
CHOICES = {AUTO: _("跟随系统"), "light": _("浅色"), "dark": _("深色")}
# The media for which dark.css holds; never print.
MEDIA = {AUTO: "screen and (prefers-color-scheme: dark)", "light": "not all", "dark": "screen"}
# What the stylesheet imports after dark.css, which holds as the system prefers.
_IMPORTED = {"light": "css/tokens.css", "dark": "css/dark.css"}


@cache_control(private=True, no_cache=True)
@vary_on_cookie
@conditional_page
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The reader's choice for browsers without JavaScript."""
    stored = request.COOKIES.get(COOKIE)
    chosen = stored if stored in CHOICES else AUTO
    imported = _IMPORTED.get(chosen)
    rules = f'@import url("{static(imported)}") screen;\n' if imported else ""
    rules += f'.theme [value="{chosen}"] {{ background: var(--ink); color: var(--paper); }}\n'
    # Assistive technology reads it.
    rules += f'.theme [value="{chosen}"]::after {{ content: " ✓"; }}\n'
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


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
