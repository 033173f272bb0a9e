"""The input of an admin form, for pages that show it again instead of saving it."""

from django.http import HttpRequest
from django.urls import reverse

SUBMITTING = "_submit"  # saves a draft and goes on to its submission
# Names of the buttons that save: of a record's form, a page with a question, a conflict's page.
SAVING = {"_save", "_continue", "_addanother", SUBMITTING, "_answer", "_resolve"}
PREFIX = "login"


def is_saving(request: HttpRequest) -> bool:
    """Whether the request saves a form of the admin."""
    in_admin = request.path.startswith(reverse("admin:index"))
    return in_admin and bool(SAVING & request.POST.keys())


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of all posted fields, to be repeated on another page; no passwords."""
    forget_login(request)
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def forget_login(request: HttpRequest) -> None:
    """Remove the login fields from the request, so that they are shown nowhere."""
    request.POST = request.POST.copy()
    for name in [name for name in request.POST if name.startswith(f"{PREFIX}-")]:
        del request.POST[name]
