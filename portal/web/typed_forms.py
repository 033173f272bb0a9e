"""What somebody has typed into a form of the admin, for a page that hands it back."""

from django.http import HttpRequest
from django.urls import reverse

# The buttons of a record's form, of a page that asks for a reason, and of a conflict's choices.
SAVING = {"_save", "_continue", "_addanother", "_answer", "_resolve"}
PREFIX = "login"


def is_saving(request: HttpRequest) -> bool:
    """Whether a form of the admin that somebody has filled in is being saved."""
    in_admin = request.path.startswith(reverse("admin:index"))
    return in_admin and bool(SAVING & request.POST.keys())


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of all that the form holds, for another page to hold; no passwords."""
    forget_login(request)
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def forget_login(request: HttpRequest) -> None:
    """What was typed to log in is no part of the form, and is shown nowhere."""
    request.POST = request.POST.copy()
    for name in [name for name in request.POST if name.startswith(f"{PREFIX}-")]:
        del request.POST[name]
