"""Where the form was before there was `chat_app.ui.theme`."""

from chat_app.ui.theme.form import plain_form

__all__ = ["plain_form"]
