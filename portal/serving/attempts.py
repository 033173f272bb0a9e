"""Identifies login attempts by account name and client address, also behind proxies."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# All addresses of an IPv6 network count as one, because one person has them all.
_NETWORK = 64
# Characters; longer than any account's name, and as long as the column that stores it.
_LONGEST_NAME = 255


def client_name(request: HttpRequest, credentials: dict | None) -> str:
    """The account name under which wrong passwords are counted."""
    return ((credentials or request.POST).get("username") or "")[:_LONGEST_NAME]


def client_address(request: HttpRequest) -> str | None:
    """The client's address, under which wrong passwords are counted.

    Each proxy appends the address it was called from to X-Forwarded-For. With N trusted
    proxies the last N entries are reliable, and the first of these is the client; anything
    before them was sent by the client and may be forged.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if trusted and len(forwarded) >= trusted:
        return _network_or_address(forwarded[-trusted]) or _network_or_address(direct)
    return _network_or_address(direct)


def _network_or_address(written: str) -> str | None:
    """None if it is no address, e.g. from a proxy that connects over a Unix socket."""
    written = written.strip()
    if written.startswith("["):  # with a port behind it
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ip_address(written)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _NETWORK), strict=False).network_address)
