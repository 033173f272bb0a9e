"""Reads the sitemap as a search engine does: the index, then each file that it names."""

import re
from html import unescape


def files(client) -> list[str]:
    """The paths of the files."""
    return _addresses(client, "/sitemap.xml")


def paths(client) -> list[str]:
    """The paths of all pages in the sitemap."""
    return [path for one in files(client) for path in _addresses(client, one)]


def whole(client) -> str:
    """The index and all files as one text."""
    return "".join(client.get(one).content.decode() for one in ["/sitemap.xml", *files(client)])


def _addresses(client, path: str) -> list[str]:
    found = re.findall("<loc>[^/]+//[^/]+(.*?)</loc>", client.get(path).content.decode())
    return [unescape(address) for address in found]
