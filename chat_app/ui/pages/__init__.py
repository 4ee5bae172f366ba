"""The pages by their addresses."""

import reflex as rx
from reflex_components_core.el.elements.metadata import Link, Meta
from reflex_components_core.el.elements.scripts import Script

from chat_app.ui.pages.admin import add_admin_pages
from chat_app.ui.pages.chat import chat_page
from chat_app.ui.pages.login import login_page
from chat_app.ui.pages.register import register_page
from chat_app.ui.pages.reset import reset_page
from chat_app.ui.pages.search import search_page
from chat_app.ui.pages.settings import settings_page
from chat_app.ui.pages.verify import verify_page
from chat_app.ui.states.session import Session
from chat_app.ui.text import say

_PRIMITIVES = (
    "icon",
    "button",
    "field",
    "setting",
    "avatar",
    "badge",
    "skeleton",
    "menu",
    "dialog",
    "tooltip",
    "toast",
)
_SCREENS = (
    "sign-in",
    "chat",
    "sidebar",
    "timeline",
    "jumps",
    "message",
    "attachments",
    "writing",
    "uploads",
    "new-conversation",
    "panel",
    "members",
    "search",
    "switcher",
    "status",
    "settings",
    "security",
    "welcome",
    "groups",
    "forced-colors",
)

STYLESHEETS = [
    f"/styles/{name}.css"
    for name in ("tokens", "base", *(f"theme/{primitive}" for primitive in _PRIMITIVES), *_SCREENS)
]
"""In this order: later ones build on earlier ones."""

IMAGE = "/icon.svg"
LIGHT, DARK = (f"(prefers-color-scheme: {mode})" for mode in ("light", "dark"))


def head() -> list[rx.Component]:
    """What stands in the head of every page."""
    return [
        Link.create(rel="icon", href=IMAGE, type="image/svg+xml"),
        Link.create(rel="apple-touch-icon", href="/icons/apple-touch-180.png"),
        Link.create(rel="manifest", href="/manifest.webmanifest"),
        Script.create(src="/early.js"),
        Meta.create(name="color-scheme", content="light dark"),
        # The paper of `tokens.css`, for the bars that browser and system put around the page.
        Meta.create(name="theme-color", content="#fbfaf8", custom_attrs={"media": LIGHT}),
        Meta.create(name="theme-color", content="#1b1a18", custom_attrs={"media": DARK}),
    ]


def add_pages(app: rx.App) -> None:
    """Give the app its pages."""
    app.add_page(
        login_page,
        route="/login",
        title=say("sign-in-page"),
        image=IMAGE,
        on_load=Session.skip_sign_in,
    )
    app.add_page(
        register_page,
        route="/register",
        title=say("register-page"),
        image=IMAGE,
        on_load=Session.skip_sign_in,
    )
    app.add_page(reset_page, route="/reset", title=say("reset-page"), image=IMAGE)
    app.add_page(verify_page, route="/verify", title=say("verify-page"), image=IMAGE)
    for route in ("/", "/c/[conversation_id]", "/c/[conversation_id]/m/[seq]"):
        app.add_page(chat_page, route=route, title="Parley", image=IMAGE, on_load=Session.require)
    app.add_page(search_page, route="/search", title=say("search-page"), image=IMAGE, on_load=Session.require)
    app.add_page(
        settings_page, route="/settings", title=say("settings-page"), image=IMAGE, on_load=Session.require
    )
    add_admin_pages(app, IMAGE)
