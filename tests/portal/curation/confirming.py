"""A page that asks, and its answer: with what it showed, as its form carries it."""

import re
from html import unescape

SEEN = re.compile(r'name="seen" value="([^"]*)"')


def shown(page) -> dict[str, str]:
    """What a response with a form that asks would post back of what it shows."""
    found = SEEN.search(page.content.decode())
    return {"seen": unescape(found[1])} if found else {}


def confirm(client, address: str, answer: dict | None = None, **options):
    """Looks at the page that asks, and answers it."""
    asked = client.get(address)
    return client.post(address, (answer or {}) | shown(asked), **options)


def confirm_action(client, address: str, chosen: dict, answer: dict, **options):
    """The same of an action on a list: `chosen` asks."""
    asked = client.post(address, chosen)
    return client.post(address, chosen | answer | shown(asked), **options)
