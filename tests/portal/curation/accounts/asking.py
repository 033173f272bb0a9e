"""Sends requests to the admin and classifies the answers."""

from django.db import models
from django.urls import reverse

from portal.curation.editing.seen import note
from portal.models.base import RecordTable
from tests.unrendered import unrendered

FORGED = {
    "post": "yes",
    "confirmed": "1",
    "reason": "测试",
    "title": "伪造",
    "opened_version": "1",
    "state": "published",
    "signature": "x",
}
OPEN, REFUSED, LOGIN = "open", "refused", "sent to log in"
LOGIN_ADDRESS = reverse("admin:login")


def refusal(role: str) -> str:
    return LOGIN if role in "no" else REFUSED


def got(client, address: str) -> tuple[str, str]:
    """The outcome of a GET after redirects, and the page, if there is one."""
    response = client.get(address)
    while response.status_code == 302:
        if response.url.startswith(LOGIN_ADDRESS):
            return LOGIN, ""
        response = client.get(response.url)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return _outcome(response, {200}), response.getvalue().decode() if is_page else ""


def posted(client, address: str, data=FORGED) -> str:
    with unrendered():  # a GET of the page shows whether it can be rendered
        response = client.post(address, data)
    response.getvalue()  # an import is carried out while its page is sent
    if response.status_code == 302 and response.url.startswith(LOGIN_ADDRESS):
        return LOGIN
    return _outcome(response, {200, 302, 400, 409})


def answer(record: models.Model) -> dict[str, str]:
    """POST data that confirms the record in its current state."""
    return FORGED | {"seen": note([record])} if isinstance(record, RecordTable) else FORGED


def _outcome(response, taken: set[int]) -> str:
    if response.status_code in taken:
        return OPEN
    return REFUSED if response.status_code in (403, 405) else str(response.status_code)
