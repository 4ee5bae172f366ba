"""Network addresses: whose a request is, and what counts as one caller."""

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache

_OF_ONE_SITE = 64
"""Bits of an IPv6 address that are a site's; the others its people choose as they like."""


def true_address(peer: str, forwarded: Iterable[str], trusted: Sequence[str]) -> str:
    """The address of the peer, or, behind trusted proxies, the one that the outermost of them saw.

    `forwarded` are the values of `X-Forwarded-For`, `trusted` the networks of the proxies.
    """
    address = peer
    hops = ",".join(forwarded).split(",")
    networks = [ipaddress.ip_network(network) for network in trusted]
    while hops and _parsed(address) is not None and any(_parsed(address) in network for network in networks):
        told = hops.pop().strip()
        if _parsed(told) is None:
            break
        address = told
    return address


@lru_cache(maxsize=10_000)
def site_of(address: str) -> str:
    """What is counted as one address: an IPv4 one, or the network of an IPv6 one."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), _OF_ONE_SITE), strict=False))
    return str(parsed or address)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, ipaddress.IPv6Address) else parsed
