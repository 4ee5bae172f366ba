"""Parts of the pages that come when they are wanted, each named once for all pages."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.cropping import crop_dialog
from chat_app.ui.components.directory import directory_dialog
from chat_app.ui.components.gallery import gallery
from chat_app.ui.components.group_deletion import deletion_dialog
from chat_app.ui.components.invites import invites_dialog
from chat_app.ui.components.reporting import report_dialog
from chat_app.ui.components.webhooks import webhooks_dialog
from chat_app.ui.theme.lazily import lazily


@rx.memo
def picture_choice() -> rx.Component:
    """Belongs once on every page on which one chooses pictures of people or groups."""
    return rx.cond(store.is_cropping, lazily(crop_dialog))


@rx.memo
def webhooks_of_group() -> rx.Component:
    """The dialog with them, while it is open."""
    return rx.cond(store.has_webhooks_open, lazily(webhooks_dialog))


@rx.memo
def shared_here() -> rx.Component:
    """What was shared in the open conversation."""
    return lazily(gallery)


@rx.memo
def reporting() -> rx.Component:
    """Belongs once on every page that shows messages."""
    return rx.cond(store.is_reporting, lazily(report_dialog))


@rx.memo
def group_dialogs() -> rx.Component:
    """Belongs once on the page: what one does with whole groups, in front of it."""
    return rx.fragment(
        webhooks_of_group(),
        rx.cond(store.directory.is_open, lazily(directory_dialog)),
        rx.cond(store.invites.is_open, lazily(invites_dialog)),
        rx.cond(store.deletion.is_open, lazily(deletion_dialog)),
    )
