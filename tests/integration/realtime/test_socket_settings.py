"""Reflex, given a Socket.IO server, ignores its own settings for it: ours must be the same."""

from typing import Any

import reflex as rx

from chat_app.realtime.server import ChatServer
from chat_app.services.limits import Limits
from chat_app.settings import get_settings

SAME_IN_ENGINE = (
    "ping_interval",
    "ping_timeout",
    "max_http_buffer_size",
    "allow_upgrades",
    "transports",
    "cors_credentials",
    "http_compression",
    "cookie",
)


def test_our_server_is_set_up_as_reflex_would_have_set_up_its_own() -> None:
    theirs = rx.App().sio
    ours = ChatServer(get_settings(), Limits(get_settings()))
    assert theirs is not None
    for name in SAME_IN_ENGINE:
        assert getattr(ours.eio, name) == getattr(theirs.eio, name), name
    assert ours.async_handlers == theirs.async_handlers
    our_packets: Any = ours.packet_class
    their_packets: Any = theirs.packet_class
    value = {"text": "é", "list": [1, None, True]}
    assert our_packets.json.dumps(value) == their_packets.json.dumps(value)
    assert our_packets.json.loads("[1]") == their_packets.json.loads("[1]")


def test_only_the_origins_of_the_settings_may_open_a_websocket() -> None:
    assert ChatServer(get_settings(), Limits(get_settings())).eio.cors_allowed_origins == list(
        get_settings().origins
    )
