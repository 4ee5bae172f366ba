"""Whose address is believed."""

import pytest
from fastapi import Request

from chat_app.http.client_address import client_address
from chat_app.settings import Settings


@pytest.mark.parametrize(
    ("trusted", "peer", "told", "believed"),
    [
        ([], "192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
        (["192.0.2.1/32"], "192.0.2.1", ["198.51.100.1"], "198.51.100.1"),
        (["192.0.2.1/32"], "192.0.2.1", [], "192.0.2.1"),
        (["192.0.2.1/32"], "192.0.2.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        (["192.0.2.1/32"], "192.0.2.1", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        (["192.0.2.0/24"], "192.0.2.1", ["198.51.100.1, 192.0.2.2"], "198.51.100.1"),
        (["192.0.2.1/32"], "192.0.2.1", ["198.51.100.1, nonsense"], "192.0.2.1"),
        (["192.0.2.1/32"], "::ffff:192.0.2.1", ["2001:db8::1"], "2001:db8::1"),
        (["192.0.2.1/32"], "203.0.113.1", ["198.51.100.1"], "203.0.113.1"),
    ],
)
def test_only_trusted_proxies_speak_for_others(
    settings: Settings, trusted: list[str], peer: str, told: list[str], believed: str
) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in told]
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert client_address(request, settings.model_copy(update={"trusted_proxies": trusted})) == believed
