"""Who tries a password: the name, and the reader's own address when proxies stand in front."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Whoever has one address of IPv6 has all of its network's: they count as one.
_NETWORK = 64
# Longer than any account's name, and no longer than the column for it.
_LONGEST_NAME = 255


def client_name(request: HttpRequest, credentials: dict | None) -> str:
    """For whom wrong passwords are counted."""
    return ((credentials or request.POST).get("username") or "")[:_LONGEST_NAME]


def client_address(request: HttpRequest) -> str | None:
    """By whom wrong passwords are counted.

    Each proxy adds at the right of X-Forwarded-For who asked it. Of N trusted ones the last
    N entries are true, and the first of these is the reader; what stands before was sent by
    the reader, who may write anything.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if trusted and len(told) >= trusted:
        return _counted(told[-trusted]) or _counted(direct)
    return _counted(direct)


def _counted(written: str) -> str | None:
    """None for what is no address, as from a proxy that asks over a socket of Unix."""
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
