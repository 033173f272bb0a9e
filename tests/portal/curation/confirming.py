"""Answers confirmation pages with the hidden fields of their forms."""

import re
from html import unescape

SEEN = re.compile(r'name="seen" value="([^"]*)"')


def shown(page) -> dict[str, str]:
    """The hidden field `seen` of a response with a confirmation form."""
    found = SEEN.search(page.content.decode())
    return {"seen": unescape(found[1])} if found else {}


def confirm(client, address: str, answer: dict | None = None, **options):
    """Requests the confirmation page and answers it."""
    asked = client.get(address)
    return client.post(address, (answer or {}) | shown(asked), **options)


def confirm_action(client, address: str, chosen: dict, answer: dict, **options):
    """The same for an action on a list, with the `chosen` records."""
    asked = client.post(address, chosen)
    return client.post(address, chosen | answer | shown(asked), **options)
