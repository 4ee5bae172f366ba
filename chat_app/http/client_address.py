"""Where a request really came from."""

from fastapi import Request

from chat_app.models.address import true_address
from chat_app.services.sessions import Device
from chat_app.settings import Settings


def client_address(request: Request, settings: Settings) -> str:
    """The address of the peer, or, behind trusted proxies, the one that the outermost of them saw."""
    peer = request.client.host if request.client else ""
    return true_address(peer, request.headers.getlist("x-forwarded-for"), settings.trusted_proxies)


def device_of(request: Request, settings: Settings) -> Device:
    return Device(request.headers.get("user-agent", ""), client_address(request, settings))


def accepted_language(request: Request) -> str:
    """For what is written to somebody who has chosen no language."""
    return request.headers.get("accept-language", "")
