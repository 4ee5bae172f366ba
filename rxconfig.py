"""How Reflex builds and serves this app. Everything that a person may set stands in `chat_app.settings`."""

import os
import sysconfig
from pathlib import Path

import reflex as rx
from reflex_base.constants import StateManagerMode

from chat_app.settings import get_settings
from chat_app.ui.build_plugin import ClientStore, OneOrigin, StillPages
from chat_app.ui.shell.plugin import Shells

settings = get_settings()

# A dead peer is noticed, and told of, within half a minute. Its old socket would otherwise still hold the
# tab's token when the tab comes back, and the tab would be given a new one.
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", "10")
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", "18")
os.environ.setdefault("REFLEX_TELEMETRY_ENABLED", "false")
# Of the two servers that Reflex can start, the one that is always installed.
os.environ.setdefault("REFLEX_USE_GRANIAN", "1")

config = rx.Config(
    app_name="chat_app",
    # In development Vite has this port, and Python any free one behind it; else there is this port alone.
    frontend_port=settings.port,
    backend_host=settings.host,
    cors_allowed_origins=list(settings.origins),
    # Bun comes with `pip install`; it is found also where the virtual environment is not activated.
    bun_path=Path(sysconfig.get_path("scripts")) / "bun",
    state_manager_mode=StateManagerMode.MEMORY,
    react_strict_mode=False,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    frontend_packages=[
        "@fluent/bundle@0.19.1",
        "@fontsource-variable/inter@5.2.8",
        "emoji-picker-element@1.29.1",
        "emoji-picker-element-data@1.8.0",
        "idb@8.0.4",
        "photoswipe@5.4.4",
        "thumbhash@0.1.1",
        "tus-js-client@4.3.1",
    ],
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[
        ClientStore(),
        StillPages(),
        OneOrigin(),  # before the next, which keeps the files as this leaves them
        Shells(together=("index", "c/[conversation_id]", "c/[conversation_id]/m/[seq]", "search")),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
