"""The composition root: builds the Reflex app and mounts everything on it."""

import reflex as rx

from chat_app.ui.components.broken import error_boundary
from chat_app.ui.pages import STYLESHEETS, add_pages, head

app = rx.App(
    # No toasts and no connection pop-ups of Reflex's: the pages say in their own way what there is to say.
    app_wraps={(55, "ErrorBoundary"): error_boundary},
    toaster=None,
    reset_style=False,
    stylesheets=STYLESHEETS,
    head_components=head(),
    html_lang="en",
)
add_pages(app)
