"""Where a request really came from."""

import ipaddress

from fastapi import Request

from chat_app.services.sessions import Device
from chat_app.settings import Settings


def client_address(request: Request, settings: Settings) -> str:
    """The address of the peer, or, behind trusted proxies, the one that the outermost of them saw."""
    address = request.client.host if request.client else ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    networks = [ipaddress.ip_network(network) for network in settings.trusted_proxies]
    while hops and _parsed(address) is not None and any(_parsed(address) in network for network in networks):
        told = hops.pop().strip()
        if _parsed(told) is None:
            break
        address = told
    return address


def device_of(request: Request, settings: Settings) -> Device:
    return Device(request.headers.get("user-agent", ""), client_address(request, settings))


def accepted_language(request: Request) -> str:
    """For what is written to somebody who has chosen no language."""
    return request.headers.get("accept-language", "")


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, ipaddress.IPv6Address) else parsed
