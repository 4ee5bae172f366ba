"""Where the portrait was before there was `chat_app.ui.theme`."""

from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.presence import presence_dot

__all__ = ["avatar", "presence_dot"]
