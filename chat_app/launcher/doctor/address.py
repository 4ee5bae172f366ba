"""The address that browsers use, against what stands in front of us."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from chat_app.launcher.doctor.finding import Finding, ok, problem, warning
from chat_app.launcher.listen import bind_address
from chat_app.settings import LOOPBACK_NAMES, Settings


def check(settings: Settings) -> Iterator[Finding]:
    url = settings.public_url
    networks = [ipaddress.ip_network(one) for one in settings.trusted_proxies]
    if any(network.prefixlen == 0 for network in networks):
        said = "CHAT_TRUSTED_PROXIES believes everybody's X-Forwarded-For: anybody can give a false address."
        yield problem("address", said, "Name only the addresses of your own proxies.")
    if url is None:
        yield from _without_name(settings)
        return
    host = urlsplit(url).hostname or ""
    is_here = host in {name.strip("[]") for name in LOOPBACK_NAMES}
    if url.startswith("https://") and not networks:
        said = f"{url} is served by something in front, whose address everybody here seems to have."
        advice = "Set CHAT_TRUSTED_PROXIES to the proxy's address (127.0.0.1 for one on this machine)."
        yield warning("address", said, advice)
    elif url.startswith("http://") and not is_here:
        said = f"{url} is not encrypted: passwords can be read on their way, and browsers hold much back."
        yield warning(
            "address", said, "Put a proxy with https in front (deploy/Caddyfile) and set CHAT_PUBLIC_URL."
        )
    else:
        yield ok("address", f"Browsers use {url}.")


def _without_name(settings: Settings) -> Iterator[Finding]:
    if bind_address(settings) in {"127.0.0.1", "::1", "localhost"}:
        yield ok("address", f"Only this machine can open it, at {settings.base_url}.")
        return
    said = f"Other machines can reach it, and their browsers are refused: only {settings.base_url} is known."
    yield warning("address", said, "Set CHAT_PUBLIC_URL to the address that people use.")
