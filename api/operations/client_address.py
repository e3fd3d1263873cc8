"""The address of a client, by which requests without a valid token are limited."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.types import Scope

NETWORK: Final = 64  # bits of an IPv6 address; one client has all the addresses of such a network


def client_address(scope: Scope) -> str:
    """Return an IPv4 address or an IPv6 network, "" if there is none, e.g. on a Unix socket.

    Behind a proxy it is what uvicorn takes from `X-Forwarded-For`, which it reads from trusted proxies alone.
    """
    host, _ = scope.get("client") or ("", 0)
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((address, NETWORK), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
