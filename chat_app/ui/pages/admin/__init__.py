"""The admin pages by their addresses."""

import reflex as rx

from chat_app.ui.pages.admin.audit import audit_page
from chat_app.ui.pages.admin.bots import bots_page
from chat_app.ui.pages.admin.group import group_page
from chat_app.ui.pages.admin.groups import groups_page
from chat_app.ui.pages.admin.moderation import moderation_page
from chat_app.ui.pages.admin.overview import overview_page
from chat_app.ui.pages.admin.settings import settings_page
from chat_app.ui.pages.admin.system import system_page
from chat_app.ui.pages.admin.users import users_page
from chat_app.ui.states.admin.audit import AdminAudit
from chat_app.ui.states.admin.bots import AdminBots
from chat_app.ui.states.admin.groups import AdminGroup, AdminGroups
from chat_app.ui.states.admin.moderation import AdminModeration
from chat_app.ui.states.admin.overview import AdminOverview
from chat_app.ui.states.admin.settings import AdminSettings
from chat_app.ui.states.admin.system import AdminSystem
from chat_app.ui.states.admin.users import AdminUsers
from chat_app.ui.states.session import Session
from chat_app.ui.text import say


def add_admin_pages(app: rx.App, image: str) -> None:
    """Give the app its admin pages, for whoever runs an installation."""
    for address, page, state, title in (
        ("", overview_page, AdminOverview, "admin-title"),
        ("/users", users_page, AdminUsers, "admin-users"),
        ("/groups", groups_page, AdminGroups, "admin-groups"),
        ("/groups/[group_id]", group_page, AdminGroup, "admin-groups"),
        ("/moderation", moderation_page, AdminModeration, "admin-moderation"),
        ("/bots", bots_page, AdminBots, "admin-bots"),
        ("/audit", audit_page, AdminAudit, "admin-audit"),
        ("/system", system_page, AdminSystem, "admin-system"),
        ("/settings", settings_page, AdminSettings, "admin-settings"),
    ):
        app.add_page(
            page,
            route=f"/admin{address}",
            title=say(title),
            image=image,
            on_load=[Session.require_admin, state.load],
        )
