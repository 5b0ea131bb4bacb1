"""Who asks: the key under which queries and requests are counted."""

from __future__ import annotations

import ipaddress

from flask import request

UNKNOWN = "unknown"
SITE = 64  # bits of an IPv6 address that name one site: its owner has all the addresses below (RFC 6177)


def key() -> str:
    """Return the client of the request: its address, as the trusted proxies say it, and of IPv6 the site.

    Whatever is no address is one client, so that nobody gets a share for each word that he makes up.
    """
    return of(request.remote_addr or "")


def of(address: str) -> str:
    """Return the key of an address."""
    try:
        found = ipaddress.ip_address(address.strip().strip("[]"))
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), SITE), strict=False))
