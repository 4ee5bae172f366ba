"""Where the icons were before there was `chat_app.ui.theme`."""

from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.mark import mark

__all__ = ["icon", "mark"]
